using Wasper.Tests.Embedded;

namespace Wasper.Tests.Sandbox;

/// <summary>Starts that can't be: one sentence, exit code 1.</summary>
[Collection<SharedSandboxRig>]
public sealed class SandboxStartTests(SandboxRig rig)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("AP_ENCRYPTION_KEY", null)]
    [InlineData("AP_ENCRYPTION_KEY", "0123456789abcdef")]
    [InlineData("AP_ENCRYPTION_KEY", "this is 32 characters, not hex!!")]
    [InlineData("AP_JWT_SECRET", null)]
    [InlineData("AP_FRONTEND_URL", null)]
    [InlineData("AP_FRONTEND_URL", "localhost:8443")]
    [InlineData("AP_POSTGRES_HOST", null)]
    [InlineData("AP_POSTGRES_PORT", "0")]
    [InlineData("AP_POSTGRES_DATABASE", "")]
    [InlineData("AP_POSTGRES_USERNAME", null)]
    [InlineData("AP_POSTGRES_PASSWORD", null)]
    [InlineData("AP_REDIS_URL", "a secret without a scheme")]
    [InlineData("AP_CONTAINER_TYPE", "BOTH")]
    [InlineData("AP_WORKER_CONCURRENCY", "many")]
    [InlineData("AP_FILE_STORAGE_LOCATION", "S3")]
    public async Task Start_BadVariable_IsNamedInOneSentence(string name, string? value)
    {
        var (exitCode, output) = await SandboxApp.RunAsync(SharedPlace.With(name, value), Token);

        Assert.Equal(1, exitCode);
        Assert.StartsWith(name, output, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', output);
        if (name is "AP_ENCRYPTION_KEY" or "AP_REDIS_URL" && value is not null)
        {
            Assert.DoesNotContain(value, output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("AP_REDIS_HOST")]
    [InlineData("AP_REDIS_PORT")]
    public async Task Start_NoRedis_IsNamedInOneSentence(string name)
    {
        var place = SharedPlace.With("AP_REDIS_URL", null).With("AP_REDIS_HOST", "127.0.0.1").With("AP_REDIS_PORT", "6379");

        var (exitCode, output) = await SandboxApp.RunAsync(place.With(name, null), Token);

        Assert.Equal(1, exitCode);
        Assert.StartsWith(name, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_PostgresPasswordWrong_SaysSo()
    {
        var (exitCode, output) = await SandboxApp.RunAsync(SharedPlace.With("AP_POSTGRES_PASSWORD", "wrong-secret"), Token);

        Assert.Equal(1, exitCode);
        Assert.Contains("check AP_POSTGRES_USERNAME and AP_POSTGRES_PASSWORD", output, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-secret", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_PostgresUnreachable_SaysWhereItWasLookedFor()
    {
        var port = Loopback.FreePort();

        var (exitCode, output) = await SandboxApp.RunAsync(SharedPlace.With("AP_POSTGRES_PORT", $"{port}"), Token);

        Assert.Equal(1, exitCode);
        Assert.Contains($"PostgreSQL at 127.0.0.1:{port} can't be reached", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_RedisPasswordWrong_SaysSo()
    {
        var place = await rig.NewPlaceAsync(Token);

        var (exitCode, output) = await SandboxApp.RunAsync(place.With("AP_REDIS_URL", place["AP_REDIS_URL"]!.Replace("%20", "", StringComparison.Ordinal)), Token);

        Assert.Equal(1, exitCode);
        Assert.Contains("check AP_REDIS_PASSWORD or AP_REDIS_URL", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_PortInUse_SaysWhich()
    {
        var (exitCode, output) = await SandboxApp.RunAsync((await rig.NewPlaceAsync(Token)).With("PORT", $"{rig.App.Http.BaseAddress!.Port}"), Token);

        Assert.Equal(1, exitCode);
        Assert.Contains($"Port {rig.App.Http.BaseAddress.Port} of 127.0.0.1 can't be listened on", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_TwoAtOnceOnAnEmptyDatabase_MigrateItOnce()
    {
        var place = await rig.NewPlaceAsync(Token);

        var apps = await Task.WhenAll(SandboxApp.StartAsync(place, Token), SandboxApp.StartAsync(place, Token));

        await using var first = apps[0];
        await using var second = apps[1];
        Assert.Single(await place.QueryAsync<string>("SELECT name FROM migrations", Token));
        Assert.Single(apps, app => app.Output.Contains("Migrated the database", StringComparison.Ordinal));
    }

    // None of these gets as far as to use it.
    private SandboxEnvironment SharedPlace => rig.App.Environment;
}
