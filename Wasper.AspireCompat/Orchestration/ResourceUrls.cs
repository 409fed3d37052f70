using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>The links of the resources: one per endpoint, and whatever the model adds to them or changes in them.</summary>
internal sealed class ResourceUrls(
    DistributedApplicationExecutionContext context, ResourceNotificationService notifications, ResourceLoggerService logs, ILogger<ResourceUrls> logger)
{
    /// <summary>Works them out and publishes them. All addresses have to be known.</summary>
    public async Task PublishAsync(IResource resource, CancellationToken cancellationToken)
    {
        var urls = await ListAsync(resource, cancellationToken);
        if (urls.Count == 0)
        {
            return;
        }

        foreach (var earlier in resource.Annotations.OfType<ResourceUrlAnnotation>().ToArray())
        {
            resource.Annotations.Remove(earlier);
        }

        foreach (var url in urls)
        {
            resource.Annotations.Add(url);
        }

        await notifications.PublishUpdateAsync(resource, snapshot => snapshot with { Urls = [.. urls.Select(url => Snapshot(url, snapshot))] });
    }

    private async Task<List<ResourceUrlAnnotation>> ListAsync(IResource resource, CancellationToken cancellationToken)
    {
        var urls = (resource as IResourceWithEndpoints)?.GetEndpoints()
            .Where(endpoint => endpoint.IsAllocated)
            .Select(endpoint => new ResourceUrlAnnotation { Url = endpoint.Url, Endpoint = endpoint })
            .ToList() ?? [];
        urls.AddRange(resource.Annotations.OfType<ResourceUrlAnnotation>());

        var callback = new ResourceUrlsCallbackContext(context, resource, urls, cancellationToken) { Logger = logs.GetLogger(resource) };
        foreach (var annotation in resource.Annotations.OfType<ResourceUrlsCallbackAnnotation>().ToArray())
        {
            try
            {
                await annotation.Callback(callback);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // A link is no reason not to start.
                logger.UrlFailed(resource.Name, e.Message);
            }
        }

        foreach (var url in urls)
        {
            if (url.Endpoint is { IsAllocated: true } endpoint && url.Url.StartsWith('/'))
            {
                url.Url = endpoint.Url + url.Url;
            }
        }

        return urls;
    }

    private static UrlSnapshot Snapshot(ResourceUrlAnnotation url, CustomResourceSnapshot snapshot) => new(
        url.Endpoint?.EndpointName, url.Url, IsInternal: url.DisplayLocation == UrlDisplayLocation.DetailsOnly)
    {
        DisplayProperties = new UrlDisplayPropertiesSnapshot(url.DisplayText ?? string.Empty),
        IsInactive = url.Endpoint is not null && snapshot.State?.Text != KnownResourceStates.Running,
    };
}
