using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Adds an endpoint.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="port">The port others use; null leaves the choice to the application.</param>
    /// <param name="targetPort">The port the resource itself listens on; null leaves the choice to the application.</param>
    /// <param name="scheme">The scheme of its address; null stands for <c>tcp</c> or <c>udp</c>.</param>
    /// <param name="name">Unique for the resource; null stands for the scheme.</param>
    /// <param name="env">The environment variable that tells the resource on which port to listen.</param>
    /// <param name="isProxied">Whether DCP stands between, so that both ports can differ; null stands for true.</param>
    /// <param name="isExternal">Whether it is open to the world where the resource is deployed; null stands for false.</param>
    /// <param name="protocol">Null stands for TCP.</param>
    /// <exception cref="DistributedApplicationException">The resource has an endpoint of that name, or a port is out of range.</exception>
    public static IResourceBuilder<T> WithEndpoint<T>(
        this IResourceBuilder<T> builder,
        int? port = null,
        int? targetPort = null,
        string? scheme = null,
        string? name = null,
        string? env = null,
        bool? isProxied = null,
        bool? isExternal = null,
        ProtocolType? protocol = null)
        where T : IResourceWithEndpoints
    {
        var endpoint = new EndpointAnnotation(protocol ?? ProtocolType.Tcp, scheme, transport: null, name, port, targetPort, isExternal, isProxied)
        {
            TargetPortEnvironmentVariable = env,
        };
        builder.Resource.AddEndpoint(endpoint);
        if (env is not null && builder is IResourceBuilder<IResourceWithEnvironment> withEnvironment)
        {
            var ownPort = new EndpointReference(builder.Resource, endpoint).Property(EndpointProperty.TargetPort);
            withEnvironment.WithEnvironment(context => context.EnvironmentVariables[env] = ownPort);
        }

        return builder;
    }

    /// <summary>Changes an endpoint; one that is not there yet is added first.</summary>
    public static IResourceBuilder<T> WithEndpoint<T>(
        this IResourceBuilder<T> builder,
        string endpointName,
        Action<EndpointAnnotation> callback,
        bool createIfNotExists = true)
        where T : IResourceWithEndpoints
    {
        var endpoint = builder.Resource.Annotations.OfType<EndpointAnnotation>().FirstOrDefault(item => HasName(item, endpointName));
        if (endpoint is not null)
        {
            callback(endpoint);
        }
        else if (createIfNotExists)
        {
            endpoint = new EndpointAnnotation(ProtocolType.Tcp, name: endpointName);
            callback(endpoint);
            builder.Resource.AddEndpoint(endpoint);
        }

        return builder;
    }

    /// <summary>Adds an HTTP endpoint, by default of the name <c>http</c>.</summary>
    /// <inheritdoc cref="WithEndpoint{T}(IResourceBuilder{T}, int?, int?, string?, string?, string?, bool?, bool?, ProtocolType?)" />
    public static IResourceBuilder<T> WithHttpEndpoint<T>(
        this IResourceBuilder<T> builder, int? port = null, int? targetPort = null, string? name = null, string? env = null, bool? isProxied = null)
        where T : IResourceWithEndpoints => builder.WithEndpoint(port, targetPort, "http", name, env, isProxied);

    /// <summary>Adds an HTTPS endpoint, by default of the name <c>https</c>.</summary>
    /// <inheritdoc cref="WithEndpoint{T}(IResourceBuilder{T}, int?, int?, string?, string?, string?, bool?, bool?, ProtocolType?)" />
    public static IResourceBuilder<T> WithHttpsEndpoint<T>(
        this IResourceBuilder<T> builder, int? port = null, int? targetPort = null, string? name = null, string? env = null, bool? isProxied = null)
        where T : IResourceWithEndpoints => builder.WithEndpoint(port, targetPort, "https", name, env, isProxied);

    /// <summary>Opens all HTTP and HTTPS endpoints so far to the world where the resource is deployed.</summary>
    public static IResourceBuilder<T> WithExternalHttpEndpoints<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithEndpoints
    {
        foreach (var endpoint in builder.Resource.Annotations.OfType<EndpointAnnotation>().Where(endpoint => endpoint.UriScheme is "http" or "https"))
        {
            endpoint.IsExternal = true;
        }

        return builder;
    }

    /// <summary>An endpoint of the resource; it may be added later.</summary>
    public static EndpointReference GetEndpoint<T>(this IResourceBuilder<T> builder, string name)
        where T : IResourceWithEndpoints => builder.Resource.GetEndpoint(name);

    /// <summary>An endpoint of the resource, seen from a network, whoever asks.</summary>
    public static EndpointReference GetEndpoint<T>(this IResourceBuilder<T> builder, string name, NetworkIdentifier contextNetworkId)
        where T : IResourceWithEndpoints => builder.Resource.GetEndpoint(name, contextNetworkId);

    internal static void AddEndpoint(this IResource resource, EndpointAnnotation endpoint)
    {
        if (resource.Annotations.OfType<EndpointAnnotation>().Any(item => HasName(item, endpoint.Name)))
        {
            throw new DistributedApplicationException($"The resource '{resource.Name}' already has an endpoint '{endpoint.Name}'; give the other one a name of its own.");
        }

        foreach (var port in (int?[])[endpoint.Port, endpoint.TargetPort])
        {
            if (port is < 1 or > ushort.MaxValue)
            {
                throw new DistributedApplicationException($"The endpoint '{endpoint.Name}' of '{resource.Name}' has the port {port}; ports are from 1 to {ushort.MaxValue}.");
            }
        }

        resource.Annotations.Add(endpoint);
    }

    private static bool HasName(EndpointAnnotation endpoint, string name) => string.Equals(endpoint.Name, name, StringComparison.OrdinalIgnoreCase);
}
