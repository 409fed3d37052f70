using Aspire.Hosting.Dcp;
using Aspire.Hosting.Dcp.Objects;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dashboard;

/// <summary>
/// Brings up the dashboard beside the resources and says where it is. All in the background: nothing waits for the dashboard, and an application whose
/// dashboard fails runs on without it.
/// </summary>
internal sealed class DashboardLauncher(
    DashboardOptions options, ResourceService service, IHostApplicationLifetime lifetime, ILoggerFactory loggers) : IAsyncDisposable
{
    /// <summary>Idle it takes 2 s; while an application starts, all of the machine is busy.</summary>
    private static readonly TimeSpan _startLimit = TimeSpan.FromSeconds(60);

    private readonly ILogger _logger = loggers.CreateLogger<DistributedApplication>();
    private readonly CancellationTokenSource _ending = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping);
    private Task _running = Task.CompletedTask;

    /// <summary>Starts the dashboard; returns at once.</summary>
    /// <param name="dcp">Who runs it.</param>
    /// <param name="bundle">Where it is.</param>
    public void Start(DcpClient dcp, DcpBundle bundle) => _running = RunAsync(dcp, bundle.DashboardPath);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _running;
        _ending.Dispose();
    }

    private async Task RunAsync(DcpClient dcp, string? dashboardPath)
    {
        // The caller goes on at once.
        await Task.Yield();
        try
        {
            var path = dashboardPath
                ?? throw new DistributedApplicationException($"there is none beside DCP; set {DcpLocator.DashboardVariable} to the program 'aspire-managed'.");
            await RunAsync(dcp, path, _ending.Token);
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // The application stops. DCP ends the process with all others.
        }
        catch (Exception e) when (e is DistributedApplicationException or DcpException)
        {
            _logger.DashboardUnavailable(e.Message);
        }
        catch (Exception e)
        {
            _logger.DashboardFailed(e);
        }
    }

    private async Task RunAsync(DcpClient dcp, string path, CancellationToken cancellationToken)
    {
        CheckPorts();
        await using var server = await ResourceServer.StartAsync(options, service, loggers, cancellationToken);
        var process = await dcp.CreateAsync(DashboardExecutable.Create(path, options, server.Url), cancellationToken);
        using var running = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var ended = WaitForEndAsync(dcp, process, running.Token);
            var answered = DashboardProbe.WaitForAnswerAsync(options.BrowserUrl, _startLimit, running.Token);
            if (await Task.WhenAny(ended, answered) == answered)
            {
                Announce(await answered);
            }

            var exitCode = await ended;
            throw new DistributedApplicationException($"it ended with exit code {exitCode}: {await ReadErrorAsync(dcp, process, cancellationToken)}");
        }
        finally
        {
            await running.CancelAsync();
        }
    }

    private void CheckPorts()
    {
        foreach (var (setting, url) in options.Addresses)
        {
            if (FreePorts.IsTaken(url))
            {
                throw new DistributedApplicationException($"port {url.Port} is in use; end the program that listens there, or set {setting} to another port.");
            }
        }
    }

    private void Announce(bool hasAnswered)
    {
        if (!hasAnswered)
        {
            _logger.DashboardSilent(_startLimit.TotalSeconds, options.BrowserUrl);
        }
        else if (options.BrowserToken is null)
        {
            _logger.DashboardOpen(options.BrowserUrl);
        }
        else
        {
            _logger.DashboardReady(options.LoginUrl);
        }
    }

    private async Task<int?> WaitForEndAsync(DcpClient dcp, DcpExecutable process, CancellationToken cancellationToken)
    {
        await foreach (var change in dcp.WatchAsync<DcpExecutable>(_logger, cancellationToken))
        {
            if (change.Object.Metadata.Uid == process.Metadata.Uid && (change.Deleted || DcpExecutableState.IsEnd(change.Object.Status?.State)))
            {
                return change.Object.Status?.ExitCode;
            }
        }

        throw new OperationCanceledException(cancellationToken);
    }

    /// <summary>The dashboard ends with the line that says why, and the same with a stack trace after it.</summary>
    private async Task<string> ReadErrorAsync(DcpClient dcp, DcpExecutable process, CancellationToken cancellationToken)
    {
        const string Prefix = "Error: ";
        var log = dcp.ReadLogAsync<DcpExecutable>(process.Metadata.Name, process.Metadata.Uid, DcpLogSource.Stderr, follow: false, _logger, cancellationToken);
        await foreach (var line in log)
        {
            if (line.Text.StartsWith(Prefix, StringComparison.Ordinal))
            {
                return line.Text[Prefix.Length..];
            }
        }

        return "it did not say why.";
    }
}
