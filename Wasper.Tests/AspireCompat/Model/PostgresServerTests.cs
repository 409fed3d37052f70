using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Wasper.AppHost.Embedded;
using Wasper.BinaryCache;
using Wasper.Tests.BinaryCache;
using Wasper.Tests.Embedded;

namespace Wasper.Tests.AspireCompat.Model;

/// <summary>What the AppHost itself asks of PostgreSQL, asked of a real one.</summary>
public sealed class PostgresServerTests : IAsyncLifetime
{
    private const string OddName = "it's \"odd\"; really";

    private readonly TemporaryFolder _folder = new();
    private readonly IDistributedApplicationBuilder _builder = TestModel.Create();
    private RunningServer? _server;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var cluster = new PostgresCluster(await BinaryStore.Open().GetPostgresAsync(Token), ServiceAccount.Choose(), _folder["postgres"], "me", "me");
        await cluster.PrepareAsync("right", Token);
        await ShellScript.WriteAsync(_folder["postgres.sh"], ShellScript.EndedByInterrupt(cluster.ServeCommand()), Token);
        var port = Loopback.FreePort();
        _server = await RunningServer.StartAsync(port, [_folder["postgres.sh"], $"{port}"]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.StopAsync();
            await _server.DisposeAsync();
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task ResourceReady_DatabaseMissing_IsCreatedOnce()
    {
        var postgres = AddPostgres("right");
        var database = postgres.AddDatabase("odd", OddName);
        await using var application = _builder.Build();
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(application, "postgres_check")).Status);
        var missing = await CheckAsync(application, "odd_check");

        await _builder.Eventing.PublishAsync(new ResourceReadyEvent(postgres.Resource, application.Services), Token);
        await _builder.Eventing.PublishAsync(new ResourceReadyEvent(postgres.Resource, application.Services), Token);

        Assert.Equal(HealthStatus.Unhealthy, missing.Status);
        Assert.Contains("does not exist", missing.Description, StringComparison.Ordinal);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(application, "odd_check")).Status);
        await using var connection = await PostgresConnection.OpenAsync(database.Resource, Token);
        Assert.Equal(OddName, connection.Database);
    }

    [Fact]
    public async Task HealthCheck_WrongPassword_SaysSo()
    {
        AddPostgres("wrong");
        await using var application = _builder.Build();

        var report = await CheckAsync(application, "postgres_check");

        Assert.Equal(HealthStatus.Unhealthy, report.Status);
        Assert.Contains("password authentication failed", report.Description, StringComparison.Ordinal);
    }

    private static async Task<HealthReportEntry> CheckAsync(DistributedApplication application, string key) =>
        (await application.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Name == key, Token)).Entries[key];

    private IResourceBuilder<PostgresServerResource> AddPostgres(string password)
    {
        var postgres = _builder.AddPostgres("postgres", _builder.AddParameter("user", "me"), _builder.AddParameter("password", password, secret: true));
        TestModel.Allocate(postgres, "tcp", _server!.Port);
        return postgres;
    }
}
