using System.Globalization;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Gives endpoints their addresses, in both networks at once.</summary>
internal static class EndpointAllocation
{
    /// <summary>
    /// Sets where the endpoint is reached: by processes of this machine at <paramref name="address"/>:<paramref name="port"/>; by containers, if a container owns it,
    /// under the container's name at its own port, else under <paramref name="hostFromContainers"/> at <paramref name="port"/>.
    /// </summary>
    public static void Allocate(
        this EndpointAnnotation endpoint,
        IResource owner,
        string address,
        int port,
        string hostFromContainers = KnownHostNames.DockerDesktopHostBridge,
        string? targetPortExpression = null)
    {
        var containerNetwork = KnownNetworkIdentifiers.DefaultAspireContainerNetwork;
        var (host, hostPort) = owner.IsContainer() ? (owner.Name, endpoint.TargetPort ?? port) : (hostFromContainers, port);
        var targetPort = targetPortExpression ?? endpoint.TargetPort?.ToString(CultureInfo.InvariantCulture);
        endpoint.AllAllocatedEndpoints.AddOrUpdateAllocatedEndpoint(
            containerNetwork,
            new AllocatedEndpoint(endpoint, host, hostPort, EndpointBindingMode.SingleAddress, targetPort, containerNetwork));
        endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, address, port, EndpointBindingMode.SingleAddress, targetPort);
    }
}
