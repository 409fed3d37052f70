namespace Aspire.Hosting.ApplicationModel;

/// <summary>Who asks for a value.</summary>
public class ValueProviderContext
{
    /// <summary>Whether the application runs or is published.</summary>
    public DistributedApplicationExecutionContext? ExecutionContext { get; init; }

    /// <summary>The resource that gets the value.</summary>
    public IResource? Caller { get; init; }

    /// <summary>The network that addresses are seen from; null follows from the caller.</summary>
    public NetworkIdentifier? Network { get; init; }

    internal NetworkIdentifier GetNetwork() => Network ?? (Caller?.IsContainer() is true
        ? KnownNetworkIdentifiers.DefaultAspireContainerNetwork
        : KnownNetworkIdentifiers.LocalhostNetwork);
}
