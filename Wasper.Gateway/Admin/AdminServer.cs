using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Wasper.Gateway.Admin;

/// <summary>A server of its own beside the gateway's: what operators ask never meets what the internet sends.</summary>
internal sealed class AdminServer(AdminListener listener, IServiceProvider gateway, ILoggerFactory loggers) : IHostedService, IAsyncDisposable
{
    private WebApplication? _app;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(listener.Address));
        builder.Services.Configure<SocketTransportOptions>(transport => transport.CreateBoundListenSocket = _ => listener.Take());
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.UseAdminFormat());

        _app = builder.Build();
        _app.Use(BrowserGuard.InvokeAsync);
        _app.MapAdmin(gateway);
        await _app.StartAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => _app?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;
}
