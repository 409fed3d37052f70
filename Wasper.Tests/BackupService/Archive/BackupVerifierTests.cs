using Wasper.BackupService;
using Wasper.BackupService.Archive;
using Wasper.BackupService.Configuration;
using Wasper.BackupService.Storage;
using Wasper.Tests.BackupService.Rig;
using Wasper.Tests.BinaryCache;

namespace Wasper.Tests.BackupService.Archive;

/// <summary>A real backup, damaged in every way that a disk or a person may.</summary>
public sealed class BackupVerifierTests : IClassFixture<MadeBackup>, IDisposable
{
    private const int Positions = 40;

    private readonly TemporaryFolder _folder = new();
    private readonly MadeBackup _made;
    private readonly BackupParts _parts;
    private readonly StoredBackup _backup;

    public BackupVerifierTests(MadeBackup made)
    {
        _made = made;
        _made.CopyTo(_folder.Path);
        _parts = new BackupParts(Options);
        _backup = _parts.Catalog.Find(BackupCatalog.Latest);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private BackupOptions Options => _made.Options with { Directory = _folder.Path };

    public void Dispose()
    {
        _parts.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Verify_AsItWasMade_IsVerifiedAndRecorded()
    {
        var before = (await BackupCatalog.ReportAsync(_backup, Token)).Verification;

        var verification = await _parts.Verifier.VerifyAsync(_backup, Token);

        var after = (await BackupCatalog.ReportAsync(_backup, Token)).Verification;
        Assert.Null(verification.Problem);
        Assert.Equal((VerificationReport.Verified, verification.At), (after.State, after.At!.Value));
        Assert.True(before.At < after.At);
    }

    [Fact]
    public async Task Verify_RemovedMeanwhile_IsNotCalledDamaged()
    {
        Directory.Delete(_backup.Path, recursive: true);

        var exception = await Assert.ThrowsAsync<BackupException>(() => _parts.Verifier.VerifyAsync(_backup, Token));

        Assert.Equal(BackupFailure.UnknownBackup, exception.Failure);
    }

    [Theory]
    [InlineData(StoredBackup.DumpName)]
    [InlineData(StoredBackup.ManifestName)]
    [InlineData(StoredBackup.ChecksumsName)]
    public async Task Verify_AnyByteChanged_IsDamagedAndNamesTheFile(string name)
    {
        var path = Path.Combine(_backup.Path, name);
        var good = await File.ReadAllBytesAsync(path, Token);
        for (var position = 0; position < good.Length; position += Math.Max(1, (good.Length - 1) / Positions))
        {
            // The lowest bit, so that text stays text and a digit a digit.
            var bad = (byte[])good.Clone();
            bad[position] ^= 1;
            await AssertDamagedAsync(name, bad, $"byte {position} changed");
        }

        await AssertGoodAgainAsync(path, good);
    }

    [Theory]
    [InlineData(StoredBackup.DumpName)]
    [InlineData(StoredBackup.ManifestName)]
    [InlineData(StoredBackup.ChecksumsName)]
    public async Task Verify_CutShortOrGrown_IsDamagedAndNamesTheFile(string name)
    {
        var path = Path.Combine(_backup.Path, name);
        var good = await File.ReadAllBytesAsync(path, Token);
        foreach (var length in (int[])[0, 1, good.Length / 2, good.Length - 1])
        {
            await AssertDamagedAsync(name, good[..length], $"cut to {length} bytes");
        }

        await AssertDamagedAsync(name, [.. good, (byte)'\n'], "one byte more");
        await AssertGoodAgainAsync(path, good);
    }

    [Theory]
    [InlineData(StoredBackup.DumpName)]
    [InlineData(StoredBackup.ChecksumsName)]
    public async Task Verify_FileMissing_IsDamagedAndNamesIt(string name)
    {
        File.Delete(Path.Combine(_backup.Path, name));

        Assert.Contains($"{name} cannot be read", (await _parts.Verifier.VerifyAsync(_backup, Token)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_FilesOfAnotherBackup_IsDamaged()
    {
        var other = _parts.Catalog.Find((await _parts.Runner.RunAsync(Token)).Id);
        foreach (var file in Directory.GetFiles(other.Path))
        {
            File.Copy(file, Path.Combine(_backup.Path, Path.GetFileName(file)), overwrite: true);
        }

        Assert.Contains($"is the one of '{other.Id}'", (await _parts.Verifier.VerifyAsync(_backup, Token)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_ToolsMissing_SaysSoAndCallsNothingDamaged()
    {
        using var parts = new BackupParts(Options with { PostgresTools = _folder.Path });

        var exception = await Assert.ThrowsAsync<BackupException>(() => parts.Verifier.VerifyAsync(_backup, Token));

        Assert.Equal(BackupFailure.ToolsUnusable, exception.Failure);
        Assert.Equal(VerificationReport.Verified, (await BackupCatalog.ReportAsync(_backup, Token)).Verification.State);
    }

    [Fact]
    public async Task List_ManifestUnreadable_TellsItAndHidesNoOther()
    {
        await _parts.Runner.RunAsync(Token);
        await File.WriteAllTextAsync(_backup.ManifestPath, "{", Token);

        var reports = await _parts.Catalog.ListAsync(Token);

        Assert.Equal([VerificationReport.Verified, VerificationReport.Damaged], reports.Select(report => report.Verification.State));
        Assert.Equal(_backup.Id.ToString(), reports[1].Id);
    }

    [Fact]
    public async Task List_FolderWithoutManifest_IsNoBackup()
    {
        File.Delete(_backup.ManifestPath);

        Assert.Empty(await _parts.Catalog.ListAsync(Token));
    }

    private async Task AssertDamagedAsync(string name, byte[] content, string how)
    {
        await File.WriteAllBytesAsync(Path.Combine(_backup.Path, name), content, Token);

        var problem = (await _parts.Verifier.VerifyAsync(_backup, Token)).Problem;

        Assert.True(problem is not null && problem.Contains(name, StringComparison.Ordinal), $"{name}, {how}: {problem ?? "was not noticed"}");
        Assert.Contains(_backup.Id.ToString(), problem, StringComparison.Ordinal);
        Assert.Equal(VerificationReport.Damaged, (await BackupCatalog.ReportAsync(_backup, Token)).Verification.State);
    }

    private async Task AssertGoodAgainAsync(string path, byte[] good)
    {
        await File.WriteAllBytesAsync(path, good, Token);

        Assert.Null((await _parts.Verifier.VerifyAsync(_backup, Token)).Problem);
    }
}
