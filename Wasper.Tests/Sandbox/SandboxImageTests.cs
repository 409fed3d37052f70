using Wasper.Tests.EndToEnd.Containers;

namespace Wasper.Tests.Sandbox;

/// <summary>The stand-in's image takes the place of the app's: same port, same variables, ended by SIGTERM.</summary>
[Collection<SharedContainerEngine>]
public sealed class SandboxImageTests(ContainerEngine engine)
{
    private const string Image = "wasper-standin/activepieces:0.71.2";
    private const string Health = "const r = await fetch('http://127.0.0.1/api/v1/health'); process.exit(r.ok ? 0 : 1)";

    [Fact]
    public async Task Start_BesideItsServers_IsHealthyOnPort80AndStopsCleanly()
    {
        await using var run = await ContainerRun.CreateAsync(engine);
        await run.StartAsync(
            "--network-alias", "postgres",
            "--env", "POSTGRES_USER=wasper",
            "--env", "POSTGRES_PASSWORD=it's",
            "--env", "POSTGRES_DB=wasper",
            "wasper-standin/postgres:14");
        await run.StartAsync("--network-alias", "redis", "wasper-standin/redis:7");
        // Where PostgreSQL is not there within 5 s it ends, and is started again.
        var app = await run.StartAsync([
            "--restart", "on-failure",
            "--env", $"AP_ENCRYPTION_KEY={SandboxEnvironment.EncryptionKey}",
            "--env", "AP_JWT_SECRET=a secret for tests",
            "--env", "AP_FRONTEND_URL=http://localhost",
            "--env", "AP_POSTGRES_HOST=postgres",
            "--env", "AP_POSTGRES_PORT=5432",
            "--env", "AP_POSTGRES_DATABASE=wasper",
            "--env", "AP_POSTGRES_USERNAME=wasper",
            "--env", "AP_POSTGRES_PASSWORD=it's",
            "--env", "AP_REDIS_HOST=redis",
            "--env", "AP_REDIS_PORT=6379",
            Image]);

        await run.WaitForAsync(app, "node", "--input-type=module", "--eval", Health);
        await engine.RequireAsync("stop", app);

        Assert.Equal("0", await engine.RequireAsync("inspect", "--format", "{{.State.ExitCode}}", app));
        Assert.Contains("NOT Activepieces", await engine.RequireAsync("logs", app), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithoutVariables_NamesThem()
    {
        engine.SkipWithoutEngine();

        var result = await engine.RunAsync("run", "--rm", "--network", "none", Image);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("AP_ENCRYPTION_KEY is not set", result.Errors, StringComparison.Ordinal);
    }
}
