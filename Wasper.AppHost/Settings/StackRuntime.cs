namespace Wasper.AppHost.Settings;

/// <summary>What PostgreSQL, Redis and the app run on.</summary>
internal enum StackRuntime
{
    /// <summary>The published images, over Docker or Podman.</summary>
    Containers,

    /// <summary>Programs of this machine, or fetched into the user's cache; a small stand-in in place of the app.</summary>
    Embedded,
}
