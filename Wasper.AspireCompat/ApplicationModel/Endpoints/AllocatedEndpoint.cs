using System.Globalization;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The address of an endpoint in one network.</summary>
public class AllocatedEndpoint
{
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="address">A host name or an IP address.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="bindingMode">The addresses the endpoint listens on.</param>
    /// <param name="targetPortExpression">The port the resource itself listens on, as text for DCP.</param>
    /// <param name="networkId">The network; null stands for the endpoint's own.</param>
    public AllocatedEndpoint(
        EndpointAnnotation endpoint,
        string address,
        int port,
        EndpointBindingMode bindingMode,
        string? targetPortExpression = null,
        NetworkIdentifier? networkId = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue);
        Endpoint = endpoint;
        Address = address;
        Port = port;
        BindingMode = bindingMode;
        TargetPortExpression = targetPortExpression;
        NetworkID = networkId ?? endpoint.DefaultNetworkID;
    }

    /// <summary>An address that listens on that address alone, in the endpoint's own network.</summary>
    public AllocatedEndpoint(EndpointAnnotation endpoint, string address, int port, string? targetPortExpression = null)
        : this(endpoint, address, port, EndpointBindingMode.SingleAddress, targetPortExpression)
    {
    }

    /// <summary>The endpoint.</summary>
    public EndpointAnnotation Endpoint { get; }

    /// <summary>A host name or an IP address.</summary>
    public string Address { get; }

    /// <summary>The addresses the endpoint listens on.</summary>
    public EndpointBindingMode BindingMode { get; }

    /// <summary>The port.</summary>
    public int Port { get; }

    /// <summary>The network this is the address in.</summary>
    public NetworkIdentifier NetworkID { get; }

    /// <summary>The port the resource itself listens on: a number, or an expression that DCP evaluates.</summary>
    public string? TargetPortExpression { get; }

    /// <summary>The scheme of <see cref="UriString"/>.</summary>
    public string UriScheme => Endpoint.UriScheme;

    /// <summary><c>host:port</c></summary>
    public string EndPointString => string.Create(CultureInfo.InvariantCulture, $"{Address}:{Port}");

    /// <summary><c>scheme://host:port</c></summary>
    public string UriString => $"{UriScheme}://{EndPointString}";

    /// <inheritdoc />
    public override string ToString() => UriString;
}

/// <summary>The addresses an endpoint listens on.</summary>
public enum EndpointBindingMode
{
    /// <summary>One address.</summary>
    SingleAddress,

    /// <summary>All addresses, of IPv4 and IPv6.</summary>
    DualStackAnyAddresses,

    /// <summary>All addresses of IPv4.</summary>
    IPv4AnyAddresses,

    /// <summary>All addresses of IPv6.</summary>
    IPv6AnyAddresses,
}
