using System.Diagnostics.CodeAnalysis;

namespace Aspire.Hosting.Pipelines;

/// <summary>Shows the user what the pipeline does.</summary>
[Experimental("ASPIREPIPELINES001")]
public interface IPipelineActivityReporter
{
    /// <summary>Begins to show a step.</summary>
    Task<IReportingStep> CreateStepAsync(string title, CancellationToken cancellationToken = default);

    /// <summary>Shows how the whole run ended.</summary>
    Task CompletePublishAsync(PublishCompletionOptions? options = null, CancellationToken cancellationToken = default);
}

/// <summary>How the whole run ended.</summary>
[Experimental("ASPIREPIPELINES001")]
public sealed class PublishCompletionOptions
{
    /// <summary>One sentence.</summary>
    public string? CompletionMessage { get; set; }

    /// <summary>Null if the steps' own states say it.</summary>
    public CompletionState? CompletionState { get; set; }

    /// <summary>The lines that the steps added to <see cref="PipelineContext.Summary"/>.</summary>
    public IReadOnlyList<PipelineSummaryItem>? PipelineSummary { get; set; }
}
