using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Wasper.AppHost.Embedded;
using Wasper.BinaryCache;
using Wasper.Tests.BinaryCache;
using Wasper.Tests.Embedded;

namespace Wasper.Tests.AspireCompat.Model;

/// <summary>The command of the Redis container, run by a real shell with a real Redis.</summary>
public sealed class RedisServerTests : IDisposable
{
    private const string Password = "a b#$HOME*`id`";

    private readonly TemporaryFolder _folder = new();
    private readonly IDistributedApplicationBuilder _builder = TestModel.Create();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Command_PasswordFromTheVariable_LetsOnlyItInAndShowsItToNobody()
    {
        var redis = AddRedis(Password);
        await using var server = await StartAsync(redis);
        TestModel.Allocate(redis, "tcp", server.Port);

        Assert.Equal(HealthStatus.Healthy, (await CheckAsync("redis_check")).Status);
        if (OperatingSystem.IsLinux())
        {
            var seen = await File.ReadAllTextAsync($"/proc/{server.ProcessId}/cmdline", Token);
            Assert.DoesNotContain(Password, seen, StringComparison.Ordinal);
        }

        // The shell has become Redis: the signal reaches it, and it ends by itself.
        Assert.Equal(0, await server.StopAsync());
        Assert.True(File.Exists(_folder["dump.rdb"]));
    }

    [Fact]
    public async Task HealthCheck_WrongPassword_SaysSo()
    {
        await using var server = await StartAsync(AddRedis("other", "right"));
        TestModel.Allocate(AddRedis("redis", "wrong"), "tcp", server.Port);

        var report = await CheckAsync("redis_check");

        Assert.Equal(HealthStatus.Unhealthy, report.Status);
        Assert.Contains("WRONGPASS", report.Description, StringComparison.Ordinal);
    }

    private async Task<HealthReportEntry> CheckAsync(string key)
    {
        await using var application = _builder.Build();
        var report = await application.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Name == key, Token);
        return report.Entries[key];
    }

    private IResourceBuilder<RedisResource> AddRedis(string password) => AddRedis("redis", password);

    private IResourceBuilder<RedisResource> AddRedis(string name, string password) =>
        _builder.AddRedis(name, password: _builder.AddParameter($"{name}-secret", password, secret: true)).WithPersistence();

    private async Task<RunningServer> StartAsync(IResourceBuilder<RedisResource> redis)
    {
        // In the image the server is in PATH; here it is put there.
        var binary = await BinaryStore.Open().GetRedisAsync(Token);
        Directory.CreateDirectory(_folder["bin"]);
        await ShellScript.WriteAsync(_folder["bin/redis-server"], ShellScript.Direct(binary.LibraryFolders, [ShellScript.Quote(binary.Path), "\"$@\""]), Token);
        var port = Loopback.FreePort();
        var arguments = await TestModel.ArgumentsOf(redis);
        arguments[^1] += $" --port {port} --dir {_folder.Path}";
        var password = (await TestModel.EnvironmentOf(redis))["REDIS_PASSWORD"];
        return await RunningServer.StartAsync(port, arguments, ("REDIS_PASSWORD", password), ("PATH", $"{_folder["bin"]}:{Environment.GetEnvironmentVariable("PATH")}"));
    }
}
