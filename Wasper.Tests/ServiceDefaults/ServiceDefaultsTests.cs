using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Wasper.ServiceDefaults;
using Wasper.Tests.Embedded;
using Wasper.Tests.Gateway;

namespace Wasper.Tests.ServiceDefaults;

public sealed class ServiceDefaultsTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Health_DependencyMissing_IsNotReadyButAlive()
    {
        var port = Loopback.FreePort();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults();
        builder.Services.AddHealthChecks().AddCheck("database", () => HealthCheckResult.Unhealthy());
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port));
        await using var service = builder.Build();
        service.MapDefaultEndpoints();
        await service.StartAsync(Cancelled);
        using var client = new HttpClient { BaseAddress = new Uri($"http://localhost:{port}") };

        using var ready = await client.GetAsync(new Uri(HealthEndpoints.ReadyPath, UriKind.Relative), Cancelled);
        using var alive = await client.GetAsync(new Uri(HealthEndpoints.AlivePath, UriKind.Relative), Cancelled);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
    }

    [Theory]
    [InlineData("GET", 2, HttpStatusCode.OK)]
    [InlineData("POST", 1, HttpStatusCode.ServiceUnavailable)]
    public async Task HttpClient_ServiceFailsOnce_OnlyASafeRequestIsSentAgain(string method, int expectedCalls, HttpStatusCode expectedStatus)
    {
        var calls = 0;
        await using var upstream = await UpstreamApp.StartAsync(context =>
        {
            var isFirst = Interlocked.Increment(ref calls) == 1;
            context.Response.StatusCode = isFirst ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
            context.Response.Headers.RetryAfter = "0";
            return Task.CompletedTask;
        });
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults();

        // As an AppHost's reference to a service named app arrives.
        builder.Configuration.AddInMemoryCollection([new("services:app:http:0", $"http://localhost:{upstream.Port}")]);
        await using var service = builder.Build();
        using var client = service.Services.GetRequiredService<IHttpClientFactory>().CreateClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), "http://app/");

        using var response = await client.SendAsync(request, Cancelled);

        Assert.Equal(expectedStatus, response.StatusCode);
        Assert.Equal(expectedCalls, calls);
    }
}
