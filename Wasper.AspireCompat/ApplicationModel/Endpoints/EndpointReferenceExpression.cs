using System.Globalization;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A part of an endpoint's address as a value, seen from whoever asks: a container asks from the container network, everyone else from this machine.</summary>
public class EndpointReferenceExpression(EndpointReference endpointReference, EndpointProperty property) : IExpressionValue, IValueWithReferences
{
    /// <summary>The endpoint.</summary>
    public EndpointReference Endpoint { get; } = endpointReference;

    /// <summary>The part.</summary>
    public EndpointProperty Property { get; } = property;

    /// <inheritdoc />
    public string ValueExpression => Property == EndpointProperty.HostAndPort ? $"{Binding("host")}:{Binding("port")}" : Binding(ExpressionName(Property));

    IEnumerable<object> IValueWithReferences.References => [Endpoint];

    /// <summary>The value for a process of this machine, as soon as it is known.</summary>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => GetValueAsync(new ValueProviderContext(), cancellationToken);

    /// <summary>The value for whoever asks, as soon as it is known.</summary>
    public async ValueTask<string?> GetValueAsync(ValueProviderContext context, CancellationToken cancellationToken = default)
    {
        var annotation = Endpoint.EndpointAnnotation;
        var network = Endpoint.ContextNetworkID ?? context.GetNetwork();

        // What does not depend on the address is known from the start; a resource may need it to start at all.
        switch (Property)
        {
            case EndpointProperty.Scheme:
                return annotation.UriScheme;
            case EndpointProperty.TlsEnabled:
                return annotation.TlsEnabled ? bool.TrueString : bool.FalseString;
            case EndpointProperty.TargetPort when annotation.TargetPort is { } targetPort:
                return targetPort.ToString(CultureInfo.InvariantCulture);
            case EndpointProperty.IPV4Host when network == KnownNetworkIdentifiers.LocalhostNetwork:
                return "127.0.0.1";
        }

        var allocated = await annotation.AllAllocatedEndpoints.GetAllocatedEndpointAsync(network, cancellationToken);
        return Property switch
        {
            EndpointProperty.Url => allocated.UriString,
            EndpointProperty.HostAndPort => allocated.EndPointString,
            EndpointProperty.Port => allocated.Port.ToString(CultureInfo.InvariantCulture),
            EndpointProperty.TargetPort => allocated.TargetPortExpression ?? throw new DistributedApplicationException(
                $"The port that '{Endpoint.Resource.Name}' itself listens on for its endpoint '{Endpoint.EndpointName}' is not known; give the endpoint a target port."),
            _ => allocated.Address,
        };
    }

    private string Binding(string part) => $"{{{Endpoint.Resource.Name}.bindings.{Endpoint.EndpointName}.{part}}}";

    private static string ExpressionName(EndpointProperty property) => property switch
    {
        EndpointProperty.Url => "url",
        EndpointProperty.Host or EndpointProperty.IPV4Host => "host",
        EndpointProperty.Port => "port",
        EndpointProperty.Scheme => "scheme",
        EndpointProperty.TargetPort => "targetPort",
        EndpointProperty.TlsEnabled => "tlsEnabled",
        _ => throw new ArgumentOutOfRangeException(nameof(property), property, message: null),
    };
}

/// <summary>A part of an endpoint's address.</summary>
public enum EndpointProperty
{
    /// <summary><c>scheme://host:port</c></summary>
    Url,

    /// <summary>The host name or address.</summary>
    Host,

    /// <summary>The host as an IPv4 address, for clients that would try IPv6 first.</summary>
    IPV4Host,

    /// <summary>The port others use.</summary>
    Port,

    /// <summary>The scheme.</summary>
    Scheme,

    /// <summary>The port the resource itself listens on.</summary>
    TargetPort,

    /// <summary><c>host:port</c></summary>
    HostAndPort,

    /// <summary><c>True</c> or <c>False</c>.</summary>
    TlsEnabled,
}
