using System.Diagnostics.CodeAnalysis;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Pipelines;

/// <summary>What all steps of one run share.</summary>
[Experimental("ASPIREPIPELINES001")]
public sealed class PipelineContext(
    DistributedApplicationModel model,
    DistributedApplicationExecutionContext executionContext,
    IServiceProvider serviceProvider,
    ILogger logger,
    CancellationToken cancellationToken)
{
    /// <summary>The application that is published or deployed.</summary>
    public DistributedApplicationModel Model { get; } = model;

    /// <summary>What is done with the model.</summary>
    public DistributedApplicationExecutionContext ExecutionContext { get; } = executionContext;

    /// <summary>The application's services.</summary>
    public IServiceProvider Services { get; } = serviceProvider;

    /// <summary>The log of the run; steps have their own.</summary>
    public ILogger Logger { get; } = logger;

    /// <summary>Cancelled when the user stops the run.</summary>
    public CancellationToken CancellationToken { get; set; } = cancellationToken;

    /// <summary>What is printed when the run is over.</summary>
    public PipelineSummary Summary { get; } = new();
}
