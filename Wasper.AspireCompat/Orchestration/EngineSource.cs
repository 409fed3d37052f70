using Aspire.Hosting.Dcp;
using Aspire.Hosting.Dcp.Runs;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Lifecycle;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// The engine of this application. It is found, fetched where that is necessary, and started while the application prepares itself for its start: on a new
/// machine both have to download.
/// </summary>
internal sealed class EngineSource(DcpOptions options, IConfiguration configuration, IDcpRunListener listener, ILoggerFactory loggers)
    : IDistributedApplicationEventingSubscriber, IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private Task<Engine>? _engine;

    /// <summary>Begins to start the engine. Nothing is subscribed to: this is called at the moment from which on it is sure to be needed.</summary>
    public Task SubscribeAsync(IDistributedApplicationEventing eventing, DistributedApplicationExecutionContext executionContext, CancellationToken cancellationToken)
    {
        if (executionContext.IsRunMode)
        {
            _engine ??= Task.Run(() => Engine.StartAsync(options, new DcpLocator(options, configuration), listener, loggers, _ending.Token), CancellationToken.None);
        }

        return Task.CompletedTask;
    }

    /// <summary>The engine, once it runs.</summary>
    /// <exception cref="DistributedApplicationException">It cannot be found or started.</exception>
    public Task<Engine> GetAsync(CancellationToken cancellationToken) =>
        _engine?.WaitAsync(cancellationToken) ?? throw new InvalidOperationException("The engine is there only in an application that has been started.");

    public async ValueTask DisposeAsync()
    {
        if (_ending.IsCancellationRequested)
        {
            return;
        }

        await _ending.CancelAsync();
        if (_engine is not null)
        {
            await ((Task)_engine).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_engine.IsCompletedSuccessfully)
            {
                await (await _engine).DisposeAsync();
            }
        }
    }
}
