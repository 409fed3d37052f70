using System.Reflection;
using Wasper.Gateway.Configuration;

namespace Wasper.Gateway.Admin;

/// <summary>What operators can ask and order.</summary>
internal static class AdminApi
{
    public static void MapAdmin(this IEndpointRouteBuilder app, IServiceProvider gateway)
    {
        app.MapGet("/configuration", () => TypedResults.Ok(gateway.GetRequiredService<GatewayOptions>()));
        app.MapGet("/state", () => TypedResults.Ok(new AdminState(Version, Environment.ProcessId)));
    }

    private static string? Version => Assembly.GetExecutingAssembly().GetName().Version?.ToString(3);
}
