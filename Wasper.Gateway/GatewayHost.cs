using Wasper.Gateway.Configuration;
using Wasper.Gateway.Proxy;
using Wasper.ServiceDefaults;

namespace Wasper.Gateway;

/// <summary>Builds the request path and runs it until it is told to stop.</summary>
internal static class GatewayHost
{
    public static async Task<int> RunAsync(WebApplicationBuilder builder, GatewayOptions options)
    {
        if (GatewayPorts.FindTaken(options) is { } port)
        {
            return ReportTaken(port);
        }

        try
        {
            await using var app = builder.Build();
            app.MapReadyEndpoint();
            app.MapFallback("{**path}", Route(app.Services));
            await app.RunAsync();
            return 0;
        }
        catch (IOException exception) when (exception.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            return ReportTaken(GatewayPorts.FindTaken(options) ?? options.HttpsPort);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return ExpectedFailure.Report($"The gateway cannot start: {exception.Message} "
                + $"Check that Gateway:CertificateDirectory '{options.CertificateDirectory}' can be written and its ports may be opened.");
        }
    }

    private static RequestDelegate Route(IServiceProvider services)
    {
        var redirect = services.GetRequiredService<HttpsRedirect>();
        var proxy = services.GetRequiredService<AppProxy>();
        return context => context.Request.IsHttps ? proxy.HandleAsync(context) : redirect.HandleAsync(context);
    }

    private static int ReportTaken(int port) => ExpectedFailure.Report(
        $"Port {port} is in use by another program or may not be opened: stop that program, or set Gateway:HttpPort and Gateway:HttpsPort to free ports.");
}
