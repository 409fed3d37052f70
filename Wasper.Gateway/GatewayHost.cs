using Wasper.Gateway.Configuration;
using Wasper.Gateway.Draining;
using Wasper.Gateway.Listening;
using Wasper.Gateway.Pipeline;
using Wasper.Gateway.Tls;
using Wasper.Gateway.Tls.OpenSsl;
using Wasper.Gateway.Webhooks;
using Wasper.Gateway.Webhooks.Storage;
using Wasper.ServiceDefaults;

namespace Wasper.Gateway;

/// <summary>Builds the request path and runs it until it is told to stop.</summary>
internal static class GatewayHost
{
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.AddServiceDefaults();
        return builder;
    }

    /// <summary>Says that the configuration is good. Opens no port and writes no file.</summary>
    public static int Check(GatewayOptions options)
    {
        Console.WriteLine($"The configuration is valid: HTTPS on port {options.HttpsPort}, HTTP on port {options.HttpPort}, to the app at {options.Upstream}.");
        return 0;
    }

    /// <summary>Runs the gateway and returns the exit code of the process. What an operator can mend is told in one sentence.</summary>
    public static async Task<int> RunAsync(WebApplicationBuilder builder, GatewayOptions options)
    {
        // The ports before anything else: a start that fails for one of them leaves nothing behind.
        if (!GatewayPorts.TryOpen(options, out var ports, out var failure))
        {
            return ExpectedFailure.Report(failure);
        }

        using (ports)
        {
            WebApplication app;
            try
            {
                app = Build(builder, options, ports);
            }
            catch (SpoolException exception)
            {
                return ExpectedFailure.Report(exception.Message);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return ExpectedFailure.Report($"The gateway cannot keep its certificate in '{options.CertificateDirectory}': {exception.Message} "
                    + "Let Gateway:CertificateDirectory (environment: Gateway__CertificateDirectory) name a folder it may write to.");
            }

            await using (app)
            {
                await RunToTheEndAsync(app);
            }

            return 0;
        }
    }

    private static async Task RunToTheEndAsync(WebApplication app)
    {
        using var signals = new StopSignals();
        await app.StartAsync();
        await Task.Delay(Timeout.Infinite, app.Lifetime.ApplicationStopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await app.StopAsync(signals.Impatience);
    }

    /// <summary>The gateway, ready to start. Throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> where the
    /// certificate can neither be read nor written.</summary>
    public static WebApplication Build(WebApplicationBuilder builder, GatewayOptions options, GatewayPorts ports)
    {
        builder.AddGateway(options, ports);
        var app = builder.Build();
        app.IgnoreForeignSettings();

        // Here, not inside the server's start: the host would log a stack trace for a folder that cannot be written.
        _ = app.Services.GetRequiredService<CertificateStore>().Current;
        CipherRestriction.Report(app.Services.GetRequiredService<ILogger<CertificateStore>>());
        IdleBuffers.Report(app.Services.GetRequiredService<ILogger<CertificateStore>>());

        // Nor for one that another gateway holds.
        _ = app.Services.GetService<Spool>();

        app.MapReadyEndpoint().ShortCircuit();
        app.Run(EdgePipeline.Build(app.Services));
        return app;
    }
}
