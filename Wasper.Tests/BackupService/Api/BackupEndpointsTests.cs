using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Wasper.BackupService.Storage;
using Wasper.Tests.BackupService.Rig;
using Wasper.Tests.BinaryCache;

namespace Wasper.Tests.BackupService.Api;

/// <summary>The real service in its own process, over HTTP.</summary>
public sealed class BackupEndpointsTests(PostgresRig rig) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    private TestDatabase _database = null!;
    private BackupProgram _service = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await rig.CreateDatabaseAsync(TestDatabase.Awkward);
        _service = await BackupProgram.ServeAsync(new BackupSettings(_database, _folder["backups"]));
    }

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
        {
            await _service.DisposeAsync();
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task Backups_MadeListedAndVerified_TellTheSame()
    {
        var answer = await _service.BackupAsync();
        var made = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        var id = made.GetProperty("id").GetString()!;

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal($"/backups/{id}", answer.Headers.Location!.OriginalString);
        Assert.Equal("verified", made.GetProperty("verification").GetProperty("state").GetString());
        Assert.Equal(4, made.GetProperty("tableCount").GetInt32());
        Assert.Equal(509, made.GetProperty("rowCount").GetInt64());
        Assert.StartsWith("14.", made.GetProperty("serverVersion").GetString(), StringComparison.Ordinal);
        var plain = Assert.Single(made.GetProperty("tables").EnumerateArray(), table => table.GetProperty("name").GetString() == "plain");
        Assert.Equal(500, plain.GetProperty("rows").GetInt64());

        var listed = Assert.Single((await _service.GetAsync("/backups")).EnumerateArray());
        Assert.Equal(made.GetProperty("sha256").GetString(), listed.GetProperty("sha256").GetString());
        Assert.False(listed.TryGetProperty("tables", out _));
        Assert.True(JsonElement.DeepEquals(made, await _service.GetAsync("/backups/latest")));

        var verified = await _service.Client.PostAsync($"/backups/{id}/verify", null, Token);
        Assert.Equal("verified", (await verified.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task Verify_OneByteChanged_IsAnErrorThatNamesTheFile()
    {
        using var made = await _service.BackupAsync();
        var dump = Assert.Single(Directory.GetFiles(_folder["backups"], StoredBackup.DumpName, SearchOption.AllDirectories));
        var content = await File.ReadAllBytesAsync(dump, Token);
        content[content.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(dump, content, Token);

        using var answer = await _service.Client.PostAsync("/backups/latest/verify", null, Token);

        await AssertProblemAsync(answer, HttpStatusCode.InternalServerError, "damaged", $"{StoredBackup.DumpName} has the SHA-256");
        Assert.Equal("damaged", (await _service.GetAsync("/backups/latest")).GetProperty("verification").GetProperty("state").GetString());
    }

    [Fact]
    public async Task Backups_PostedByAWebPage_IsRefused()
    {
        (string Name, string Value)[] headers = [("Origin", "https://evil.example"), ("Sec-Fetch-Site", "same-origin")];
        string[] paths = ["/backups", "/backups/latest/verify"];
        foreach (var ((header, value), path) in headers.SelectMany(_ => paths, (header, path) => (header, path)))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Headers = { { header, value } } };
            await AssertProblemAsync(await _service.Client.SendAsync(request, Token), HttpStatusCode.Forbidden, "browser-refused", "web pages");
        }

        Assert.Empty((await _service.GetAsync("/backups")).EnumerateArray());
    }

    [Fact]
    public async Task Backups_UnknownId_IsNotFound()
    {
        foreach (var id in (string[])["wasper_backup_20200101_000000", "latest", "..%2F..%2Fetc"])
        {
            using var got = await _service.Client.GetAsync($"/backups/{id}", Token);
            using var verified = await _service.Client.PostAsync($"/backups/{id}/verify", null, Token);

            await AssertProblemAsync(got, HttpStatusCode.NotFound, "unknown-backup", "There is no backup");
            await AssertProblemAsync(verified, HttpStatusCode.NotFound, "unknown-backup", "There is no backup");
        }
    }

    [Fact]
    public async Task Backups_WhileOneIsMade_IsAConflictThatNamesIt()
    {
        await using var blocked = await _database.BlockDumpsAsync();
        var first = _service.BackupAsync();
        var dump = await _service.DumpProcessAsync();

        await AssertProblemAsync(await _service.BackupAsync(), HttpStatusCode.Conflict, "already-running", "Backup wasper_backup_");
        Assert.Empty((await _service.GetAsync("/backups")).EnumerateArray());
        Assert.DoesNotContain(PostgresRig.Password, ProcessTable.CommandLine(dump), StringComparison.Ordinal);

        await blocked.DisposeAsync();
        Assert.Equal(HttpStatusCode.Created, (await first).StatusCode);
    }

    private static async Task AssertProblemAsync(HttpResponseMessage answer, HttpStatusCode status, string code, string words)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Contains(words, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
