using System.Diagnostics;

namespace Wasper.Tests.EndToEnd.Containers;

/// <summary>The stand-in images behave like the published ones in what the model uses of them.</summary>
[Collection<SharedContainerEngine>]
public sealed class StandInImagesTests(ContainerEngine engine)
{
    private const string PostgresImage = "wasper-standin/postgres:14";
    private const string RedisImage = "wasper-standin/redis:7";
    private const string PostgresData = "/var/lib/postgresql/data";

    [Fact]
    public async Task Postgres_FirstStart_MakesUserAndDatabaseOfVersion14()
    {
        await using var run = await ContainerRun.CreateAsync(engine);

        var postgres = await StartPostgresAsync(run);

        Assert.StartsWith("14.", await QueryAsync(run, postgres, "show server_version"), StringComparison.Ordinal);
        Assert.Equal("wasper|wasper", await QueryAsync(run, postgres, "select current_user || '|' || current_database()"));
    }

    [Fact]
    public async Task Postgres_WrongPassword_IsRefused()
    {
        await using var run = await ContainerRun.CreateAsync(engine);
        var postgres = await StartPostgresAsync(run);
        await QueryAsync(run, postgres, "select 1");

        var result = await engine.RunAsync("exec", "--env", "PGPASSWORD=wrong", postgres, "psql", "-h", "127.0.0.1", "-U", "wasper", "-c", "select 1");

        Assert.Contains("password authentication failed", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Postgres_StoppedAndReplaced_KeepsTheVolume()
    {
        await using var run = await ContainerRun.CreateAsync(engine);
        var first = await StartPostgresAsync(run);
        await QueryAsync(run, first, "create table kept as select 42 as answer");

        var watch = Stopwatch.StartNew();
        await engine.RequireAsync("stop", "--time", "30", first);
        var stopTime = watch.Elapsed;
        await engine.RequireAsync("rm", first);
        var second = await StartPostgresAsync(run);

        Assert.Equal("42", await QueryAsync(run, second, "select answer from kept"));
        Assert.True(stopTime < TimeSpan.FromSeconds(8), $"It took {stopTime.TotalSeconds:0.0} s to stop.");
    }

    [Fact]
    public async Task Postgres_DataOfAnotherVersion_ExitsWithTheReason()
    {
        await using var run = await ContainerRun.CreateAsync(engine);
        var first = await StartPostgresAsync(run);
        await QueryAsync(run, first, "select 1");
        await engine.RequireAsync("exec", first, "sh", "-c", $"echo 13 > {PostgresData}/PG_VERSION");
        await engine.RequireAsync("rm", "--force", first);

        var result = await engine.RunAsync("run", "--rm", "--network", "none", "--volume", $"{run.Volume}:{PostgresData}", PostgresImage);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("initialized by PostgreSQL version 13", result.Output + result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Postgres_NoPassword_ExitsWithTheRemedy()
    {
        engine.SkipWithoutEngine();

        var result = await engine.RunAsync("run", "--rm", "--network", "none", PostgresImage);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("set POSTGRES_PASSWORD", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Postgres_BackupTools_DumpAndRestoreInTheContainer()
    {
        await using var run = await ContainerRun.CreateAsync(engine);
        var postgres = await StartPostgresAsync(run);
        await QueryAsync(run, postgres, "create table kept as select 42 as answer");

        await engine.RequireAsync("exec", "--env", "PGPASSWORD=it's", postgres, "sh", "-c",
            "pg_dump -h 127.0.0.1 -U wasper -Fc wasper > /tmp/dump && createdb -h 127.0.0.1 -U wasper other && pg_restore -h 127.0.0.1 -U wasper -d other /tmp/dump");

        Assert.Equal("42", await QueryAsync(run, postgres, "select answer from kept", "other"));
    }

    [Theory]
    [InlineData("--appendonly", "yes")]
    [InlineData("redis-server", "--appendonly", "yes")]
    public async Task Redis_StoppedAndReplaced_KeepsTheVolume(params string[] command)
    {
        await using var run = await ContainerRun.CreateAsync(engine);
        string[] arguments = ["--volume", $"{run.Volume}:/data", RedisImage, .. command];
        var first = await run.StartAsync(arguments);
        await run.WaitForAsync(first, "redis-cli", "set", "kept", "42");

        await engine.RequireAsync("stop", first);
        await engine.RequireAsync("rm", first);
        var second = await run.StartAsync(arguments);

        await run.WaitForAsync(second, "redis-cli", "ping");
        Assert.Equal("42", await run.WaitForAsync(second, "redis-cli", "get", "kept"));
        Assert.Equal("redis", await run.WaitForAsync(second, "stat", "-c", "%U", "/proc/1"));
    }

    [Fact]
    public async Task Redis_StartedByAShell_AsksForThePassword()
    {
        await using var run = await ContainerRun.CreateAsync(engine);

        var redis = await run.StartAsync("--entrypoint", "/bin/sh", RedisImage, "-c", "exec redis-server --requirepass secret");

        await run.WaitForAsync(redis, "redis-cli", "-a", "secret", "ping");
        Assert.Contains("NOAUTH", await run.WaitForAsync(redis, "redis-cli", "get", "anything"), StringComparison.Ordinal);
    }

    private static Task<string> StartPostgresAsync(ContainerRun run)
        => run.StartAsync(
            "--volume", $"{run.Volume}:{PostgresData}",
            "--env", "POSTGRES_USER=wasper",
            "--env", "POSTGRES_PASSWORD=it's",
            "--env", "POSTGRES_DB=wasper",
            "--env", "POSTGRES_HOST_AUTH_METHOD=scram-sha-256",
            "--env", "POSTGRES_INITDB_ARGS=--auth-host=scram-sha-256 --auth-local=scram-sha-256",
            PostgresImage);

    private static Task<string> QueryAsync(ContainerRun run, string container, string sql, string database = "wasper")
        => run.WaitForAsync(container, "env", "PGPASSWORD=it's", "psql", "-h", "127.0.0.1", "-U", "wasper", "-d", database, "-tAc", sql);
}
