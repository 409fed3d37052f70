using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A link of a resource in the dashboard.</summary>
public sealed class ResourceUrlAnnotation : IResourceAnnotation
{
    /// <summary>The address; one that begins with '/' is relative to the endpoint.</summary>
    public required string Url { get; set; }

    /// <summary>The text shown in place of the address.</summary>
    public string? DisplayText { get; set; }

    /// <summary>The endpoint that the link belongs to, if there is one.</summary>
    public EndpointReference? Endpoint { get; init; }

    /// <summary>Where it is shown.</summary>
    public UrlDisplayLocation DisplayLocation { get; set; }
}

/// <summary>Where the dashboard shows a link.</summary>
public enum UrlDisplayLocation
{
    /// <summary>In the table and in the details.</summary>
    SummaryAndDetails,

    /// <summary>In the details only.</summary>
    DetailsOnly,
}

/// <summary>Adds, changes and removes links once the resource's addresses are known.</summary>
public sealed class ResourceUrlsCallbackAnnotation : IResourceAnnotation
{
    /// <summary>Changes the context's list.</summary>
    public ResourceUrlsCallbackAnnotation(Action<ResourceUrlsCallbackContext> callback) => Callback = context =>
    {
        callback(context);
        return Task.CompletedTask;
    };

    /// <summary>Changes the context's list by an asynchronous callback.</summary>
    public ResourceUrlsCallbackAnnotation(Func<ResourceUrlsCallbackContext, Task> callback) => Callback = callback;

    /// <summary>Called once the addresses are known.</summary>
    public Func<ResourceUrlsCallbackContext, Task> Callback { get; }
}

/// <summary>The links of a resource so far.</summary>
public class ResourceUrlsCallbackContext(
    DistributedApplicationExecutionContext executionContext,
    IResource resource,
    List<ResourceUrlAnnotation>? urls = null,
    CancellationToken cancellationToken = default)
{
    /// <summary>The resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>Its links so far.</summary>
    public List<ResourceUrlAnnotation> Urls { get; } = urls ?? [];

    /// <summary>Cancelled when the application ends.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>Writes to the resource's log.</summary>
    public ILogger Logger { get; set; } = NullLogger.Instance;

    /// <summary>Whether the application runs or is published.</summary>
    public DistributedApplicationExecutionContext ExecutionContext { get; } = executionContext;

    /// <summary>An endpoint of the resource, or null if it has no endpoints at all.</summary>
    public EndpointReference? GetEndpoint(string name) => Resource is IResourceWithEndpoints owner ? owner.GetEndpoint(name) : null;
}
