using System.Net;
using System.Net.Http.Json;
using Npgsql;
using Wasper.BinaryCache;

namespace Wasper.Tests.Sandbox;

/// <summary>A database that Activepieces itself made: what is in it is read, and it stays Activepieces'.</summary>
[Collection<SharedSandboxRig>]
public sealed class SandboxRealDatabaseTests(SandboxRig rig)
{
    // Throw-away values, from the README beside the dump.
    private const string EncryptionKey = "a6256b01478ef2a5e253b373f8587cf3";
    private const string Flow = "LyV3nHflKgwk3NByifGGP";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_OnARestoredDump_SignsInDecryptsAndRuns()
    {
        Assert.SkipUnless(File.Exists(SandboxRig.Dump), "The dump of a real Activepieces database is not part of the repository.");
        var place = (await rig.NewPlaceAsync(Token)).With("AP_ENCRYPTION_KEY", EncryptionKey);
        await RestoreAsync(place);
        await using var app = await SandboxApp.StartAsync(place, Token);

        var user = await SandboxUser.SignInAsync(app, Token, "smoke@example.test", "Smoke-pass-1234");
        var revealing = await user.PublishFlowAsync(Token, Steps.Respond(200, "{{connections['c-SECRET_TEXT']}}"));
        using var revealed = await app.Http.PostAsJsonAsync($"/api/v1/webhooks/{revealing}/sync", new { }, Token);
        using var old = await app.Http.PostAsJsonAsync($"/api/v1/webhooks/{Flow}", new { }, Token);

        Assert.Equal("s3cret-\u00e9-1", await revealed.Content.ReadAsStringAsync(Token));
        Assert.Equal(HttpStatusCode.OK, old.StatusCode);
        await user.EndOfRunAsync(old.Headers.GetValues("x-webhook-id").Single(), "SUCCEEDED", Token);
        Assert.Equal(191, Assert.Single(await place.QueryAsync<long>("SELECT count(*) FROM migrations", Token)));
    }

    private static async Task RestoreAsync(SandboxEnvironment place)
    {
        var target = new NpgsqlConnectionStringBuilder(place.ConnectionString);
        var tools = await BinaryStore.Open().GetPostgresClientAsync(Token);
        string[] arguments = ["--no-owner", "-h", target.Host!, "-p", $"{target.Port}", "-U", target.Username!, "-d", target.Database!, SandboxRig.Dump];
        await new ToolProcess(Path.Combine(tools.BinFolder, "pg_restore"), arguments)
            .With("PGPASSWORD", target.Password)
            .RunCheckedAsync("pg_restore", Token);
    }
}
