using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace Wasper.Gateway.Protection;

/// <summary>Counts what the server itself turns away, before there is a request that a step could see.</summary>
internal sealed class ServerRefusals(DiagnosticListener listener, RefusalMetrics refusals) : IHostedService, IObserver<KeyValuePair<string, object?>>
{
    private const string BadRequest = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    private IDisposable? _subscription;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // With the filter: every other event of a request would cost something.
        _subscription = listener.Subscribe(this, static name => name == BadRequest);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _subscription?.Dispose();
        return Task.CompletedTask;
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key == BadRequest && value.Value is IFeatureCollection features && features.Get<IBadRequestExceptionFeature>()?.Error is { } error)
        {
            refusals.Count(error is BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } ? Refusal.SlowClient
                : error is BadHttpRequestException { StatusCode: StatusCodes.Status431RequestHeaderFieldsTooLarge or StatusCodes.Status414UriTooLong } ? Refusal.TooLarge
                : Refusal.Malformed);
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }
}
