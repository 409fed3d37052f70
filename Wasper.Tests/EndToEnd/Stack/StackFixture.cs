using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Npgsql;
using Wasper.AppHost.Settings;
using Wasper.Tests.BinaryCache;
using Wasper.Tests.Model;

namespace Wasper.Tests.EndToEnd.Stack;

/// <summary>The whole model, embedded, started once for the tests that only use it: free ports, a data folder of its own.</summary>
public sealed class StackFixture : IAsyncLifetime
{
    // A first run on this machine fetches some 20 MB besides DCP's bundle.
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder _data = new();
    private IDistributedApplicationTestingBuilder? _builder;
    private DistributedApplication? _app;
    private HttpClient? _https;
    private AppClient? _client;

    public DistributedApplication App => _app ?? throw new InvalidOperationException("The stack is not running.");

    /// <summary>A browser that trusts the gateway, and follows no redirect.</summary>
    public HttpClient Https => _https ?? throw new InvalidOperationException("The stack is not running.");

    /// <summary>The app through the gateway, signed in.</summary>
    internal AppClient Client => _client ?? throw new InvalidOperationException("The stack is not running.");

    public string DataPath => _data.Path;

    public async ValueTask InitializeAsync()
    {
        using var limit = new CancellationTokenSource(_limit);
        _builder = await DistributedApplicationTestingBuilder.CreateAsync<StackSettings>(
            ["--Wasper:Runtime=embedded", $"--Wasper:DataPath={_data.Path}", .. TestSecrets.Arguments], limit.Token);
        _app = await _builder.BuildAsync(limit.Token);
        await _app.StartAsync(limit.Token);
        foreach (var name in (string[])["postgres", "wasperdb", "redis", "wasper", "gateway", "backup"])
        {
            await _app.ResourceNotifications.WaitForResourceHealthyAsync(name, WaitBehavior.StopOnResourceUnavailable, limit.Token);
        }

        _https = TrustingClient.Create(_app.GetEndpoint("gateway", "https"), _data.Path);
        _client = await AppClient.SignUpAsync(_https, limit.Token);
    }

    public Uri Endpoint(string resource, string name) => App.GetEndpoint(resource, name);

    public async Task<NpgsqlDataSource> OpenDatabaseAsync(CancellationToken cancellationToken)
        => NpgsqlDataSource.Create(await App.GetConnectionStringAsync("wasperdb", cancellationToken) ?? throw new InvalidOperationException("'wasperdb' has no connection string."));

    public async ValueTask DisposeAsync()
    {
        _https?.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        if (_builder is not null)
        {
            await _builder.DisposeAsync();
        }

        _data.Dispose();
    }
}

/// <summary>The tests that share one <see cref="StackFixture"/>. They run alone: nine processes on a small machine are enough.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class StackGroup : ICollectionFixture<StackFixture>;
