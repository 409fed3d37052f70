namespace Aspire.Hosting.ApplicationModel;

/// <summary>Another resource that this one waits for before it starts.</summary>
public sealed class WaitAnnotation(IResource resource, WaitType waitType, int exitCode = 0) : IResourceAnnotation
{
    /// <summary>The resource waited for.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>What it must have reached.</summary>
    public WaitType WaitType { get; } = waitType;

    /// <summary>What happens if it fails; null stands for the application's default.</summary>
    public WaitBehavior? WaitBehavior { get; init; }

    /// <summary>The exit code that counts as completion.</summary>
    public int ExitCode { get; } = exitCode;
}

/// <summary>What a resource waits for.</summary>
public enum WaitType
{
    /// <summary>The other is running, healthy and ready.</summary>
    WaitUntilHealthy,

    /// <summary>The other has ended.</summary>
    WaitForCompletion,

    /// <summary>The other is running.</summary>
    WaitUntilStarted,
}

/// <summary>What happens if the resource that is waited for fails.</summary>
public enum WaitBehavior
{
    /// <summary>Wait on: it may be started again.</summary>
    WaitOnResourceUnavailable,

    /// <summary>Fail too.</summary>
    StopOnResourceUnavailable,
}
