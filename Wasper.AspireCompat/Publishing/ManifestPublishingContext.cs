using System.Text.Json;

namespace Aspire.Hosting.Publishing;

/// <summary>Where a resource writes itself when the model is published as a manifest.</summary>
public sealed class ManifestPublishingContext(
    DistributedApplicationExecutionContext executionContext,
    string manifestPath,
    Utf8JsonWriter writer,
    CancellationToken cancellationToken = default)
{
    /// <summary>Whether the application runs or is published.</summary>
    public DistributedApplicationExecutionContext ExecutionContext { get; } = executionContext;

    /// <summary>The manifest's file.</summary>
    public string ManifestPath { get; } = manifestPath;

    /// <summary>Writes into the resource's object.</summary>
    public Utf8JsonWriter Writer { get; } = writer;

    /// <summary>Cancelled when the application ends.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;
}
