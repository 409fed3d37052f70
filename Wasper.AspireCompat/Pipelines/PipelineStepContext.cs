using System.Diagnostics.CodeAnalysis;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Pipelines;

/// <summary>What a step is given when its turn has come.</summary>
[Experimental("ASPIREPIPELINES001")]
public sealed class PipelineStepContext
{
    /// <summary>What all steps of the run share.</summary>
    public required PipelineContext PipelineContext { get; init; }

    /// <summary>Where the step says what it does.</summary>
    public required IReportingStep ReportingStep { get; init; }

    /// <inheritdoc cref="PipelineContext.Model"/>
    public DistributedApplicationModel Model => PipelineContext.Model;

    /// <inheritdoc cref="PipelineContext.ExecutionContext"/>
    public DistributedApplicationExecutionContext ExecutionContext => PipelineContext.ExecutionContext;

    /// <inheritdoc cref="PipelineContext.Services"/>
    public IServiceProvider Services => PipelineContext.Services;

    /// <summary>The step's own log: the lines appear under its name.</summary>
    public ILogger Logger => field ??= new ReportingStepLogger(ReportingStep);

    /// <inheritdoc cref="PipelineContext.CancellationToken"/>
    public CancellationToken CancellationToken => PipelineContext.CancellationToken;

    /// <inheritdoc cref="PipelineContext.Summary"/>
    public PipelineSummary Summary => PipelineContext.Summary;
}
