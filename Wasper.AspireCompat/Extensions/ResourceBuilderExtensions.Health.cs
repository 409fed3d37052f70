using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    private static readonly string[] _httpNames = ["https", "http"];

    /// <summary>The health check registered under the key tells the health of the resource.</summary>
    public static IResourceBuilder<T> WithHealthCheck<T>(this IResourceBuilder<T> builder, string key)
        where T : IResource
    {
        if (builder.Resource.Annotations.OfType<HealthCheckAnnotation>().Any(check => check.Key == key))
        {
            throw new DistributedApplicationException($"The resource '{builder.Resource.Name}' already has the health check '{key}'; remove one of the two.");
        }

        return builder.WithAnnotation(new HealthCheckAnnotation(key));
    }

    /// <summary>A GET request tells the health of the resource.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="path">The path; null stands for <c>/</c>.</param>
    /// <param name="statusCode">The answer of a healthy resource; null stands for 200.</param>
    /// <param name="endpointName">The endpoint; null stands for the one named <c>https</c> or, without that, <c>http</c>.</param>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(this IResourceBuilder<T> builder, string? path = null, int? statusCode = null, string? endpointName = null)
        where T : IResourceWithEndpoints
    {
        var endpoint = FindHttpEndpoint(builder.Resource, endpointName);
        var key = $"{builder.Resource.Name}_{endpoint.EndpointName}_{path ?? "/"}_{statusCode ?? 200}_check";
        builder.ApplicationBuilder.Services.TryAddSingleton<HttpHealthCheckClient>();
        builder.ApplicationBuilder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            key,
            services => new HttpHealthCheck(services.GetRequiredService<HttpHealthCheckClient>(), endpoint, path, statusCode ?? 200),
            failureStatus: null,
            tags: null));
        return builder.WithHealthCheck(key);
    }

    private static EndpointReference FindHttpEndpoint(IResourceWithEndpoints resource, string? name)
    {
        var names = name is null ? _httpNames : [name];
        return names.Select(resource.GetEndpoint).FirstOrDefault(endpoint => endpoint.Exists)
            ?? throw new DistributedApplicationException(
                $"The resource '{resource.Name}' has no endpoint {string.Join(" or ", names.Select(item => $"'{item}'"))} for its health check; add the endpoint first.");
    }
}
