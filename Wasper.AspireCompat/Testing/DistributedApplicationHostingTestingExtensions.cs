using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>What tests ask of an application that runs.</summary>
public static class DistributedApplicationHostingTestingExtensions
{
    private static readonly string[] _defaultEndpoints = ["http", "https"];

    /// <summary>A client of the application's <see cref="IHttpClientFactory"/> whose base address is an endpoint.</summary>
    /// <inheritdoc cref="GetEndpoint"/>
    public static HttpClient CreateHttpClient(this DistributedApplication app, string resourceName, string? endpointName = null)
    {
        var address = app.GetEndpoint(resourceName, endpointName);
        var client = app.Services.GetRequiredService<IHttpClientFactory>().CreateClient();
        client.BaseAddress = address;
        return client;
    }

    /// <summary>The address of an endpoint, as this machine reaches it.</summary>
    /// <param name="app">The application; it must be started.</param>
    /// <param name="resourceName">The resource.</param>
    /// <param name="endpointName">The endpoint; without it the one called <c>http</c>, or else <c>https</c>.</param>
    /// <exception cref="ArgumentException">There is no such resource, or it has no such endpoint.</exception>
    /// <exception cref="InvalidOperationException">The application is not started, or the endpoint has no address yet.</exception>
    public static Uri GetEndpoint(this DistributedApplication app, string resourceName, string? endpointName = null)
    {
        var resource = app.Find<IResourceWithEndpoints>(resourceName, "endpoints");
        var names = endpointName is null ? _defaultEndpoints : [endpointName];
        var endpoint = names.Select(name => resource.GetEndpoint(name, KnownNetworkIdentifiers.LocalhostNetwork)).FirstOrDefault(endpoint => endpoint.Exists)
            ?? throw new ArgumentException(
                $"The resource '{resourceName}' has no endpoint '{string.Join("' or '", names)}'; it has: {Names(resource)}.", nameof(endpointName));
        return new Uri(endpoint.Url);
    }

    /// <summary>The connection string of a resource, as this machine uses it.</summary>
    /// <param name="app">The application; it must be started.</param>
    /// <param name="resourceName">The resource.</param>
    /// <param name="cancellationToken">Gives up waiting for its parts.</param>
    /// <exception cref="ArgumentException">There is no such resource, or it has no connection string.</exception>
    /// <exception cref="InvalidOperationException">The application is not started.</exception>
    public static ValueTask<string?> GetConnectionStringAsync(
        this DistributedApplication app,
        string resourceName,
        CancellationToken cancellationToken = default) =>
        app.Find<IResourceWithConnectionString>(resourceName, "connection string").GetConnectionStringAsync(cancellationToken);

    private static T Find<T>(this DistributedApplication app, string name, string what)
        where T : IResource
    {
        if (!app.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.IsCancellationRequested)
        {
            throw new InvalidOperationException($"The application is not started; start it before asking for the {what} of '{name}'.");
        }

        var resources = app.Services.GetRequiredService<DistributedApplicationModel>().Resources;
        if (!resources.TryGetByName(name, out var resource))
        {
            var names = string.Join(", ", resources.Select(other => other.Name));
            throw new ArgumentException($"There is no resource '{name}'; there are: {names}.", nameof(name));
        }

        return resource is T found ? found : throw new ArgumentException($"The resource '{name}' has no {what}.", nameof(name));
    }

    private static string Names(IResourceWithEndpoints resource) =>
        string.Join(", ", resource.GetEndpoints().Select(endpoint => endpoint.EndpointName).DefaultIfEmpty("none"));
}
