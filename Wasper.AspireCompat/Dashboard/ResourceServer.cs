using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dashboard;

/// <summary>
/// Serves <see cref="ResourceService"/> on loopback to who has the key of this run. A web server of its own: the application's settings do not reach it.
/// </summary>
internal sealed class ResourceServer : IAsyncDisposable
{
    private const string KeyHeader = "x-resource-service-api-key";

    private static readonly TimeSpan _stopLimit = TimeSpan.FromSeconds(1);

    private readonly WebApplication _app;

    private ResourceServer(WebApplication app, Uri url)
    {
        _app = app;
        Url = url;
    }

    public Uri Url { get; }

    /// <exception cref="DistributedApplicationException">The port is taken.</exception>
    public static async Task<ResourceServer> StartAsync(
        DashboardOptions options, ResourceService service, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.AddProvider(new LoggerForwarding(loggers)).SetMinimumLevel(LogLevel.Error);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Without TLS there is nothing to agree on the protocol with, so it has to be said.
            kestrel.Listen(IPAddress.Loopback, options.ResourceServicePort, listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(service);

        var app = builder.Build();
        var key = Encoding.UTF8.GetBytes(options.ResourceServiceApiKey);
        app.Use((context, next) => HasKey(context.Request, key) ? next(context) : RefuseAsync(context.Response));
        app.MapGrpcService<ResourceService>();
        try
        {
            await app.StartAsync(cancellationToken);
            return new ResourceServer(app, new Uri(app.Urls.Single()));
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await app.DisposeAsync();
            var (port, reason) = (options.ResourceServicePort, e.GetBaseException().Message);
            throw new DistributedApplicationException(
                $"port {port} cannot be listened on ({reason}); set {DashboardOptions.ResourceServiceSetting} to another.", e);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // All calls have ended with the application; what has not noticed is cut off.
        using var limit = new CancellationTokenSource(_stopLimit);
        await _app.StopAsync(limit.Token);
        await _app.DisposeAsync();
    }

    private static bool HasKey(HttpRequest request, byte[] key) =>
        request.Headers[KeyHeader] is [{ } presented] && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(presented), key);

    private static Task RefuseAsync(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }

    /// <summary>Errors of this web server are the application's; it owns the logs, so this one does not close them.</summary>
    private sealed class LoggerForwarding(ILoggerFactory loggers) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => loggers.CreateLogger(categoryName);

        public void Dispose()
        {
        }
    }

    /// <summary>Signals are for the application to answer; this web server ends when it is disposed.</summary>
    private sealed class SilentLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
