using System.Net.Sockets;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A port that a resource listens on.</summary>
public sealed class EndpointAnnotation : IResourceAnnotation
{
    private int? _port;
    private int? _targetPort;
    private bool? _tlsEnabled;

    /// <param name="protocol">TCP or UDP.</param>
    /// <param name="uriScheme">The scheme of its address; null stands for <c>tcp</c> or <c>udp</c>.</param>
    /// <param name="transport"><c>http</c>, <c>http2</c> or <c>tcp</c>; null follows from the scheme.</param>
    /// <param name="name">Unique for the resource; null stands for the scheme.</param>
    /// <param name="port">The port others use; null leaves the choice to the application.</param>
    /// <param name="targetPort">The port the resource itself listens on; null leaves the choice to the application.</param>
    /// <param name="isExternal">Whether it is open to the world where the resource is deployed.</param>
    /// <param name="isProxied">Whether DCP stands between, so that both ports can differ; null stands for true.</param>
    public EndpointAnnotation(
        ProtocolType protocol,
        string? uriScheme = null,
        string? transport = null,
        string? name = null,
        int? port = null,
        int? targetPort = null,
        bool? isExternal = null,
        bool? isProxied = null)
        : this(protocol, KnownNetworkIdentifiers.LocalhostNetwork, uriScheme, transport, name, port, targetPort, isExternal, isProxied)
    {
    }

    /// <inheritdoc cref="EndpointAnnotation(ProtocolType, string?, string?, string?, int?, int?, bool?, bool?)" />
    /// <param name="networkId">The network in which the endpoint has its address.</param>
    public EndpointAnnotation(
        ProtocolType protocol,
        NetworkIdentifier? networkId,
        string? uriScheme = null,
        string? transport = null,
        string? name = null,
        int? port = null,
        int? targetPort = null,
        bool? isExternal = null,
        bool? isProxied = null)
    {
        Protocol = protocol;
        UriScheme = uriScheme ?? (protocol == ProtocolType.Udp ? "udp" : "tcp");
        Transport = transport ?? (UriScheme is "http" or "https" ? "http" : "tcp");
        Name = name ?? UriScheme;
        _port = port;
        _targetPort = targetPort;
        IsExternal = isExternal ?? false;
        IsProxied = isProxied ?? true;
        DefaultNetworkID = networkId ?? KnownNetworkIdentifiers.LocalhostNetwork;
    }

    /// <summary>Unique for the resource.</summary>
    public string Name { get; set; }

    /// <summary>TCP or UDP.</summary>
    public ProtocolType Protocol { get; set; }

    /// <summary>The port others use. Without a proxy it is the port the resource listens on, unless it was set.</summary>
    public int? Port
    {
        get => _port ?? (IsProxied ? null : _targetPort);
        set => _port = value;
    }

    /// <summary>The port the resource itself listens on. Without a proxy it is the port others use, unless it was set.</summary>
    public int? TargetPort
    {
        get => _targetPort ?? (IsProxied ? null : _port);
        set => _targetPort = value;
    }

    /// <summary>The scheme of its address.</summary>
    public string UriScheme { get; set; }

    /// <summary>The host name or address it listens on.</summary>
    public string TargetHost { get; set; } = KnownHostNames.Localhost;

    /// <summary><c>http</c>, <c>http2</c> or <c>tcp</c>.</summary>
    public string Transport { get; set; }

    /// <summary>Whether it is open to the world where the resource is deployed.</summary>
    public bool IsExternal { get; set; }

    /// <summary>Whether DCP stands between, so that both ports can differ.</summary>
    public bool IsProxied { get; set; }

    /// <summary>Whether a reference to the whole resource leaves this endpoint out.</summary>
    public bool ExcludeReferenceEndpoint { get; set; }

    /// <summary>Whether it speaks TLS; by itself, if its scheme is <c>https</c>.</summary>
    public bool TlsEnabled
    {
        get => _tlsEnabled ?? UriScheme == "https";
        set => _tlsEnabled = value;
    }

    /// <summary>The network in which the endpoint has its address.</summary>
    public NetworkIdentifier DefaultNetworkID { get; }

    /// <summary>The address in the endpoint's own network; null while it is not known.</summary>
    public AllocatedEndpoint? AllocatedEndpoint
    {
        get => AllAllocatedEndpoints.Get(DefaultNetworkID) is { IsValueSet: true } snapshot ? snapshot.GetValueAsync().GetAwaiter().GetResult() : null;
        set => AllAllocatedEndpoints.AddOrUpdateAllocatedEndpoint(DefaultNetworkID, value ?? throw new ArgumentNullException(nameof(value)));
    }

    /// <summary>The addresses in all networks.</summary>
    public NetworkEndpointSnapshotList AllAllocatedEndpoints { get; } = new();

    /// <summary>The environment variable that tells the resource on which port to listen, if there is one.</summary>
    internal string? TargetPortEnvironmentVariable { get; init; }

    /// <summary>Whether it comes from the project's launch profile.</summary>
    internal bool FromLaunchProfile { get; init; }
}
