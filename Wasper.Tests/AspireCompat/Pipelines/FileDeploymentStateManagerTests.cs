using System.Text.Json.Nodes;
using Aspire.Hosting;
using Aspire.Hosting.Pipelines;

namespace Wasper.Tests.AspireCompat.Pipelines;

public sealed class FileDeploymentStateManagerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("wasper-test-");

    private string StateFile => Path.Combine(_folder.FullName, "deployments", "production.json");

    [Fact]
    public async Task Save_NextRun_FindsTheSection()
    {
        await SaveAsync("Vm", """{ "address": "192.0.2.1", "ports": [80, 443], "disk": { "lun": 0, "mounted": true } }""");

        Assert.Equal(
            """{"address":"192.0.2.1","ports":[80,443],"disk":{"lun":0,"mounted":true}}""",
            (await ReadAsync("Vm")).ToJsonString());
    }

    [Fact]
    public async Task Save_SectionsSideBySide_KeepTheirContent()
    {
        await SaveAsync("Vm", """{ "address": "192.0.2.1", "old": 1 }""");
        await SaveAsync("Vm:Disk", """{ "lun": 0 }""");
        await SaveAsync("VmTwo", """{ "address": "192.0.2.2" }""");

        await SaveAsync("VmTwo", """{ "name": "two" }""");

        Assert.Equal("""{"address":"192.0.2.1","old":1,"Disk":{"lun":0}}""", (await ReadAsync("Vm")).ToJsonString());
        Assert.Equal("""{"name":"two"}""", (await ReadAsync("VmTwo")).ToJsonString());
    }

    [Fact]
    public async Task Save_File_IsFlatAndItsUsersAlone()
    {
        await SaveAsync("Vm:Disk", """{ "lun": 0 }""");

        Assert.Equal("""{"Vm:Disk:lun":0}""", JsonNode.Parse(await File.ReadAllTextAsync(StateFile, Token))!.ToJsonString());
        Assert.Equal([StateFile], Directory.GetFiles(_folder.FullName, "*", SearchOption.AllDirectories));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(StateFile));
        }
    }

    [Fact]
    public async Task Save_SectionThatAnotherStepSaved_IsRefused()
    {
        using var manager = new FileDeploymentStateManager(StateFile);
        var mine = await manager.AcquireSectionAsync("Vm", Token);
        var theirs = await manager.AcquireSectionAsync("Vm", Token);
        theirs.Data["address"] = "192.0.2.1";
        await manager.SaveSectionAsync(theirs, Token);
        await manager.SaveSectionAsync(theirs, Token);

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => manager.SaveSectionAsync(mine, Token));

        Assert.Equal("The section 'Vm' was acquired at version 0, but is at version 2 now; acquire it again.", exception.Message);
    }

    [Fact]
    public async Task Delete_Section_LeavesTheOthers()
    {
        await SaveAsync("Vm", """{ "address": "192.0.2.1" }""");
        await SaveAsync("Dns", """{ "record": "A" }""");
        using var manager = new FileDeploymentStateManager(StateFile);

        await manager.DeleteSectionAsync(await manager.AcquireSectionAsync("Vm", Token), Token);

        Assert.Equal("{}", (await ReadAsync("Vm")).ToJsonString());
        Assert.Equal("""{"record":"A"}""", (await ReadAsync("Dns")).ToJsonString());
    }

    [Theory]
    [InlineData("{ \"Vm:address\": ")]
    [InlineData("[]")]
    public async Task Acquire_DamagedFile_NamesItAndTheRemedy(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(StateFile)!);
        await File.WriteAllTextAsync(StateFile, content, Token);

        var exception = await Assert.ThrowsAsync<DistributedApplicationException>(() => ReadAsync("Vm"));

        Assert.Contains(StateFile, exception.Message, StringComparison.Ordinal);
        Assert.Contains("move it away", exception.Message, StringComparison.Ordinal);
        Assert.Equal(content, await File.ReadAllTextAsync(StateFile, Token));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task SaveAsync(string section, string json)
    {
        using var manager = new FileDeploymentStateManager(StateFile);
        var acquired = await manager.AcquireSectionAsync(section, Token);
        acquired.Data.Clear();
        foreach (var (name, value) in (JsonObject)JsonNode.Parse(json)!)
        {
            acquired.Data[name] = value?.DeepClone();
        }

        await manager.SaveSectionAsync(acquired, Token);
    }

    private async Task<JsonObject> ReadAsync(string section)
    {
        using var manager = new FileDeploymentStateManager(StateFile);
        return (await manager.AcquireSectionAsync(section, Token)).Data;
    }
}
