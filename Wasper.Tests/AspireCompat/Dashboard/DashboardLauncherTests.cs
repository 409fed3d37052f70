using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Dcp;
using Aspire.Hosting.Dcp.Objects;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wasper.Tests.AspireCompat.Dcp;

namespace Wasper.Tests.AspireCompat.Dashboard;

/// <summary>The dashboard as a process, on a real DCP.</summary>
public sealed class DashboardLauncherTests : IDisposable
{
    private readonly LogLines _log = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_RealDashboard_LogsInAndTakesTelemetryWithItsKeysOnly()
    {
        await using var run = await DcpTestRun.StartAsync();
        using var host = CreateHost(("ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL", "http://127.0.0.1:0"));
        var options = host.Services.GetRequiredService<DashboardOptions>();

        Launch(host, run, DcpTestRun.Bundle.DashboardPath);
        await WaitForLogAsync($"Information: Login to the dashboard at {options.LoginUrl}");

        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = options.BrowserUrl };
        Assert.Equal("/login?returnUrl=%2F", await RedirectOfAsync(browser, "/"));
        Assert.Equal("/login", await RedirectOfAsync(browser, "/login?t=wrong"));
        Assert.Equal("/", await RedirectOfAsync(browser, options.LoginUrl.PathAndQuery));
        Assert.Contains("Aspire.Dashboard", await browser.GetStringAsync("/", Token), StringComparison.Ordinal);

        using var service = new HttpClient { BaseAddress = options.OtlpHttpUrl };
        Assert.Equal(HttpStatusCode.Unauthorized, await SendTraceAsync(service, "wrong"));
        Assert.Equal(HttpStatusCode.OK, await SendTraceAsync(service, options.OtlpApiKey));
        using var reader = new HttpClient { BaseAddress = options.BrowserUrl, DefaultRequestHeaders = { { "x-api-key", options.ApiKey } } };
        Assert.Contains("POST /hook", await reader.GetStringAsync("/api/telemetry/traces", Token), StringComparison.Ordinal);

        Assert.Equal(["dashboard"], (await run.Client.GetAsync<DcpExecutable>(DashboardExecutable.Name, Token))!.Status!.EffectiveArgs!);
    }

    [Fact]
    public async Task Start_PortInUse_RunsWithoutAndNamesThePort()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        await StartAsync(DcpTestRun.Bundle.DcpPath, ("ASPNETCORE_URLS", $"http://localhost:{port}"));

        await WaitForLogAsync(
            $"Warning: The application runs without its dashboard: port {port} is in use; "
            + "end the program that listens there, or set ASPNETCORE_URLS to another port.");
    }

    [Fact]
    public async Task Start_NoDashboard_RunsWithoutAndSaysWhereItIsLookedFor()
    {
        await StartAsync(dashboardPath: null);

        await WaitForLogAsync(
            "Warning: The application runs without its dashboard: there is none beside DCP; set ASPIRE_DASHBOARD_PATH to the program 'aspire-managed'.");
    }

    [Fact]
    public async Task Start_DashboardEnds_RunsWithoutAndTellsItsReason()
    {
        await using var run = await DcpTestRun.StartAsync();
        var script = Path.Combine(run.Folder.FullName, "dashboard.sh");
        await File.WriteAllTextAsync(script, "#!/bin/sh\necho 'Error: Mars is in the wrong house.' >&2\nexit 7\n", Token);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        await StartAsync(run, script);

        await WaitForLogAsync("Warning: The application runs without its dashboard: it ended with exit code 7: Mars is in the wrong house.");
    }

    public void Dispose() => _log.Dispose();

    private static void Launch(IHost host, DcpTestRun run, string? dashboardPath) =>
        host.Services.GetRequiredService<DashboardLauncher>().Start(run.Client, new DcpBundle(DcpTestRun.Bundle.DcpPath, dashboardPath));

    private IHost CreateHost(params (string Name, string Value)[] settings)
    {
        var host = DashboardTestRun.CreateHost(settings);
        host.Services.GetRequiredService<ILoggerFactory>().AddProvider(_log);
        return host;
    }

    private async Task StartAsync(string? dashboardPath, params (string Name, string Value)[] settings)
    {
        await using var run = await DcpTestRun.StartAsync();
        await StartAsync(run, dashboardPath, settings);
    }

    /// <summary>Returns when something was logged; nothing of it runs then.</summary>
    private async Task StartAsync(DcpTestRun run, string? dashboardPath, params (string Name, string Value)[] settings)
    {
        using var host = CreateHost(settings);
        Launch(host, run, dashboardPath);
        await DcpTestRun.WaitAsync(() => Task.FromResult(_log.Lines), lines => lines.Any(line => line.StartsWith("Warning", StringComparison.Ordinal)));
    }

    private async Task WaitForLogAsync(string line) =>
        await DcpTestRun.WaitAsync(() => Task.FromResult(_log.Lines), lines => lines.Contains(line), TimeSpan.FromSeconds(90));

    private static async Task<string?> RedirectOfAsync(HttpClient http, string path)
    {
        using var response = await http.GetAsync(path, Token);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        return response.Headers.Location is { IsAbsoluteUri: true } location ? location.PathAndQuery : response.Headers.Location?.ToString();
    }

    private static async Task<HttpStatusCode> SendTraceAsync(HttpClient http, string key)
    {
        var span = new JsonObject
        {
            ["traceId"] = "5b8efff798038103d269b633813fc60c",
            ["spanId"] = "eee19b7ec3c1b174",
            ["name"] = "POST /hook",
            ["kind"] = 2,
            ["startTimeUnixNano"] = "1795000000000000000",
            ["endTimeUnixNano"] = "1795000000500000000",
        };
        var service = new JsonObject { ["key"] = "service.name", ["value"] = new JsonObject { ["stringValue"] = "gateway" } };
        var trace = new JsonObject
        {
            ["resourceSpans"] = new JsonArray(new JsonObject
            {
                ["resource"] = new JsonObject { ["attributes"] = new JsonArray(service) },
                ["scopeSpans"] = new JsonArray(new JsonObject { ["spans"] = new JsonArray(span) }),
            }),
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/traces") { Content = JsonContent.Create(trace) };
        request.Headers.Add("x-otlp-api-key", key);
        using var response = await http.SendAsync(request, Token);
        return response.StatusCode;
    }
}
