namespace Aspire.Hosting.ApplicationModel;

/// <summary>A network, from which an endpoint may have an address of its own.</summary>
/// <param name="Value">The network's name.</param>
public record NetworkIdentifier(string Value);

/// <summary>The networks that every application knows.</summary>
public static class KnownNetworkIdentifiers
{
    /// <summary>Processes of this machine.</summary>
    public static readonly NetworkIdentifier LocalhostNetwork = new("localhost");

    /// <summary>The container network of the application.</summary>
    public static readonly NetworkIdentifier DefaultAspireContainerNetwork = new("aspire-container-network");
}

/// <summary>Host names with a meaning.</summary>
public static class KnownHostNames
{
    /// <summary>This machine, seen from itself.</summary>
    public const string Localhost = "localhost";

    /// <summary>This machine, seen from a container.</summary>
    public const string DockerDesktopHostBridge = "host.docker.internal";
}
