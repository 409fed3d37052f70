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
    IHostLifetime signals,
    IHostApplicationLifetime lifetime,
    ILogger<PipelineRunner> logger)
{
    /// <summary>Runs the step that the command line names. Ctrl+C and SIGTERM stop it.</summary>
    /// <exception cref="DistributedApplicationException">It failed or was stopped; the message says where and why.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // Of the host only its ear for signals is started: its services are there to run resources.
        await signals.WaitForStartAsync(cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        try
        {
            await pipeline.ExecuteAsync(new PipelineContext(model, executionContext, services, logger, stop.Token));
        }
        catch (OperationCanceledException exception) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw new DistributedApplicationException("The pipeline was stopped before its end; run it again to complete it.", exception);
        }
        finally
        {
            await signals.StopAsync(CancellationToken.None);
        }
    }
}
