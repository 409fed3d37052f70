using Aspire.Hosting.Dcp;
using Aspire.Hosting.Dcp.Runs;
using Microsoft.Extensions.Logging;
using Wasper.BinaryCache;

namespace Aspire.Hosting.Orchestration;

/// <summary>A running DCP and the runs on it.</summary>
internal sealed class Engine : IAsyncDisposable
{
    private Engine(DcpBundle bundle, DcpHost host, DcpRuns runs)
    {
        Bundle = bundle;
        Host = host;
        Runs = runs;
    }

    /// <summary>Where its programs are.</summary>
    public DcpBundle Bundle { get; }

    public DcpHost Host { get; }

    public DcpClient Client => Host.Client;

    public DcpRuns Runs { get; }

    /// <summary>Finds DCP, or fetches it once, and starts it.</summary>
    /// <exception cref="DcpException">It cannot be found or started.</exception>
    /// <exception cref="BinaryCacheException">It cannot be fetched.</exception>
    public static async Task<Engine> StartAsync(
        DcpOptions options, DcpLocator locator, IDcpRunListener listener, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var bundle = await locator.FindOrFetchAsync(new ConsoleFetchProgress(), cancellationToken);
        var host = await DcpHost.StartAsync(options, bundle.DcpPath, loggers, cancellationToken);
        return new Engine(bundle, host, new DcpRuns(host.Client, listener, options.StopGrace, loggers.CreateLogger<DcpRuns>()));
    }

    /// <summary>Ends everything that is not persistent, and DCP.</summary>
    public async ValueTask DisposeAsync()
    {
        await Runs.DisposeAsync();
        await Host.DisposeAsync();
    }
}
