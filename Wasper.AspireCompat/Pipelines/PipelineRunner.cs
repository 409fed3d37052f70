using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Pipelines;

/// <summary>What the application does in publish mode instead of running its resources.</summary>
internal sealed class PipelineRunner(
    IDistributedApplicationPipeline pipeline,
    DistributedApplicationModel model,
    DistributedApplicationExecutionContext executionContext,
    IServiceProvider services,
    IHostApplicationLifetime lifetime,
    ILogger<PipelineRunner> logger)
{
    /// <summary>Runs the step that the command line names. Ctrl+C and SIGTERM stop it.</summary>
    /// <exception cref="DistributedApplicationException">It failed; the message says where and why.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        await pipeline.ExecuteAsync(new PipelineContext(model, executionContext, services, logger, stop.Token));
    }
}
