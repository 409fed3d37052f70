using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>
    /// Gives the resource the connection string of another one, as <c>ConnectionStrings__name</c>, and each of its connection properties, as <c>NAME_HOST</c>,
    /// <c>NAME_PORT</c> and so on.
    /// </summary>
    /// <param name="builder">The resource that connects.</param>
    /// <param name="source">The resource it connects to.</param>
    /// <param name="connectionName">Null stands for the source's name.</param>
    /// <param name="optional">Whether the resource starts without a connection string, too.</param>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder,
        IResourceBuilder<IResourceWithConnectionString> source,
        string? connectionName = null,
        bool optional = false)
        where TDestination : IResourceWithEnvironment
    {
        var resource = source.Resource;
        var name = connectionName ?? resource.Name;
        var prefix = EnvironmentName(name);
        return builder.WithReferenceRelationship(resource).WithEnvironment(context =>
        {
            context.EnvironmentVariables[resource.ConnectionStringEnvironmentVariable ?? $"ConnectionStrings__{name}"] = new ConnectionStringReference(resource, optional);
            foreach (var (key, value) in resource.GetConnectionProperties())
            {
                context.EnvironmentVariables[$"{prefix}_{EnvironmentName(key)}"] = value;
            }
        });
    }

    /// <summary>Makes another resource known by its name: all of its endpoints, as <c>services__name__endpoint__0</c> and as <c>NAME_ENDPOINT</c>.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder,
        IResourceBuilder<IResourceWithServiceDiscovery> source)
        where TDestination : IResourceWithEnvironment =>
        builder.WithReferenceRelationship(source.Resource).WithEnvironment(context =>
        {
            foreach (var endpoint in source.Resource.GetEndpoints().Where(endpoint => !endpoint.ExcludeReferenceEndpoint))
            {
                AddServiceDiscovery(context, endpoint);
            }
        });

    /// <summary>Makes an endpoint known by the name of its resource, as <c>services__name__endpoint__0</c> and as <c>NAME_ENDPOINT</c>.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, EndpointReference endpointReference)
        where TDestination : IResourceWithEnvironment =>
        builder.WithReferenceRelationship(endpointReference.Resource).WithEnvironment(context => AddServiceDiscovery(context, endpointReference));

    /// <summary>A part of the connection string of a resource, such as <c>Host</c>.</summary>
    /// <exception cref="KeyNotFoundException">The resource has no such property.</exception>
    public static ReferenceExpression GetConnectionProperty(this IResourceWithConnectionString resource, string key)
    {
        var properties = resource.GetConnectionProperties().ToList();
        var found = properties.FindIndex(property => string.Equals(property.Key, key, StringComparison.OrdinalIgnoreCase));
        return found >= 0
            ? properties[found].Value
            : throw new KeyNotFoundException($"The resource '{resource.Name}' has no connection property '{key}'; it has {string.Join(", ", properties.Select(property => property.Key))}.");
    }

    private static void AddServiceDiscovery(EnvironmentCallbackContext context, EndpointReference endpoint)
    {
        var name = endpoint.Resource.Name;
        context.EnvironmentVariables[$"{EnvironmentName(name)}_{EnvironmentName(endpoint.EndpointName)}"] = endpoint;
        context.EnvironmentVariables[$"services__{name}__{endpoint.EndpointName}__0"] = endpoint;
    }

    /// <summary>Upper case, with an underscore for everything that is neither a letter nor a digit.</summary>
    private static string EnvironmentName(string text) => string.Concat(text.Select(character => char.IsAsciiLetterOrDigit(character) ? char.ToUpperInvariant(character) : '_'));
}
