namespace Aspire.Hosting.ApplicationModel;

/// <summary>An endpoint of a resource, which may not have its address yet. As a value it is the endpoint's URL, seen from whoever asks.</summary>
public sealed class EndpointReference : IExpressionValue, IValueWithReferences
{
    private EndpointAnnotation? _annotation;

    /// <param name="owner">The resource.</param>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="contextNetworkId">The network to see it from; null leaves that to whoever asks.</param>
    public EndpointReference(IResourceWithEndpoints owner, EndpointAnnotation endpoint, NetworkIdentifier? contextNetworkId)
        : this(owner, endpoint.Name, contextNetworkId) => _annotation = endpoint;

    /// <inheritdoc cref="EndpointReference(IResourceWithEndpoints, EndpointAnnotation, NetworkIdentifier?)" />
    public EndpointReference(IResourceWithEndpoints owner, EndpointAnnotation endpoint)
        : this(owner, endpoint, contextNetworkId: null)
    {
    }

    /// <summary>An endpoint by its name; it may be added later.</summary>
    public EndpointReference(IResourceWithEndpoints owner, string endpointName, NetworkIdentifier? contextNetworkId = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(endpointName);
        Resource = owner;
        EndpointName = endpointName;
        ContextNetworkID = contextNetworkId;
    }

    /// <inheritdoc cref="EndpointReference(IResourceWithEndpoints, string, NetworkIdentifier?)" />
    public EndpointReference(IResourceWithEndpoints owner, string endpointName)
        : this(owner, endpointName, contextNetworkId: null)
    {
    }

    /// <summary>The resource.</summary>
    public IResourceWithEndpoints Resource { get; }

    /// <summary>The endpoint's name.</summary>
    public string EndpointName { get; }

    /// <summary>The network to see it from; null leaves that to whoever asks.</summary>
    public NetworkIdentifier? ContextNetworkID { get; }

    /// <summary>The endpoint.</summary>
    /// <exception cref="DistributedApplicationException">The resource has no endpoint of that name.</exception>
    public EndpointAnnotation EndpointAnnotation => Find() ?? throw new DistributedApplicationException(
        $"The resource '{Resource.Name}' has no endpoint '{EndpointName}'; it has {Known()}.");

    /// <summary>Whether the resource has it.</summary>
    public bool Exists => Find() is not null;

    /// <summary>Whether it has its address.</summary>
    public bool IsAllocated => Allocated is not null;

    /// <summary>Whether its scheme is <c>http</c>.</summary>
    public bool IsHttp => Scheme == "http";

    /// <summary>Whether its scheme is <c>https</c>.</summary>
    public bool IsHttps => Scheme == "https";

    /// <summary>Whether it speaks TLS.</summary>
    public bool TlsEnabled => Find()?.TlsEnabled ?? false;

    /// <summary>Whether a reference to the whole resource leaves it out.</summary>
    public bool ExcludeReferenceEndpoint => EndpointAnnotation.ExcludeReferenceEndpoint;

    /// <summary>The scheme.</summary>
    public string Scheme => EndpointAnnotation.UriScheme;

    /// <summary>The port the resource itself listens on, if it is fixed.</summary>
    public int? TargetPort => EndpointAnnotation.TargetPort;

    /// <summary>The host of its address.</summary>
    /// <exception cref="InvalidOperationException">It has no address yet.</exception>
    public string Host => Required.Address;

    /// <summary>The port of its address.</summary>
    /// <exception cref="InvalidOperationException">It has no address yet.</exception>
    public int Port => Required.Port;

    /// <summary>Its address.</summary>
    /// <exception cref="InvalidOperationException">It has no address yet.</exception>
    public string Url => Required.UriString;

    string IManifestExpressionProvider.ValueExpression => Property(EndpointProperty.Url).ValueExpression;

    IEnumerable<object> IValueWithReferences.References => [Resource];

    private AllocatedEndpoint? Allocated => Find() is { } annotation
        ? annotation.AllAllocatedEndpoints.FirstOrDefault(item => item.NetworkID == (ContextNetworkID ?? annotation.DefaultNetworkID))?.Snapshot.GetValueAsync().GetAwaiter().GetResult()
        : null;

    private AllocatedEndpoint Required => Allocated ?? throw new InvalidOperationException(
        $"The endpoint '{EndpointName}' of '{Resource.Name}' has no address yet; await its value.");

    /// <summary>A part of it as a value.</summary>
    public EndpointReferenceExpression Property(EndpointProperty property) => new(this, property);

    /// <summary>Its URL for a process of this machine, as soon as it is known.</summary>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => Property(EndpointProperty.Url).GetValueAsync(cancellationToken);

    /// <summary>Its URL for whoever asks, as soon as it is known.</summary>
    public ValueTask<string?> GetValueAsync(ValueProviderContext context, CancellationToken cancellationToken = default) =>
        Property(EndpointProperty.Url).GetValueAsync(context, cancellationToken);

    private EndpointAnnotation? Find() => _annotation ??= Resource.Annotations.OfType<EndpointAnnotation>()
        .FirstOrDefault(item => string.Equals(item.Name, EndpointName, StringComparison.OrdinalIgnoreCase));

    private string Known() => Resource.Annotations.OfType<EndpointAnnotation>().Select(item => $"'{item.Name}'").ToArray() switch
    {
        [] => "none",
        var names => string.Join(", ", names),
    };
}
