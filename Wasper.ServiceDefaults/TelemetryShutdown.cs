using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Wasper.ServiceDefaults;

/// <summary>Sends the last telemetry when the service has stopped: all three kinds at once, and for a short time only. Left to themselves
/// the providers wait for a collector that hangs one after the other, 5 s each, and the process outlives its stop.</summary>
internal sealed class TelemetryShutdown(IServiceProvider services) : IHostedLifecycleService
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(1.5);

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        var limit = (int)_limit.TotalMilliseconds;
        return Task.WhenAll(
            Task.Run(() => services.GetService<LoggerProvider>()?.Shutdown(limit), CancellationToken.None),
            Task.Run(() => services.GetService<MeterProvider>()?.Shutdown(limit), CancellationToken.None),
            Task.Run(() => services.GetService<TracerProvider>()?.Shutdown(limit), CancellationToken.None));
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
