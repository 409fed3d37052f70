using Microsoft.Extensions.Time.Testing;
using Wasper.Gateway.Acme.Limits;
using Wasper.Gateway.Acme.Storage;
using Wasper.Tests.BinaryCache;

namespace Wasper.Tests.Gateway.Acme.Limits;

public sealed class AttemptLedgerTests : IDisposable
{
    private static readonly string[] _names = ["wasper.example.com"];

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string LedgerPath => _folder["issuers/letsencrypt/attempts.jsonl"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ReadAsync_AfterEnd_KnowsOutcomeAndNames()
    {
        var attempt = await Open().BeginAsync(_names, "abc.def", Token);
        _time.Advance(TimeSpan.FromMinutes(2));
        await Open().EndAsync(attempt, AttemptOutcome.Failed, _names);

        var read = Assert.Single(await Open().ReadAsync(Token));

        Assert.Equal((AttemptOutcome.Failed, "abc.def", _time.GetUtcNow()), (read.Outcome, read.Replaces, read.CountsFrom));
        Assert.True(read.MayHaveFailed("wasper.example.com"));
        Assert.False(read.MayHaveIssued);
    }

    [Fact]
    public async Task ReadAsync_KilledBeforeTheEnd_CountsAsEverything()
    {
        await Open().BeginAsync(_names, null, Token);

        var read = Assert.Single(await Open().ReadAsync(Token));

        Assert.True(read.MayHaveIssued);
        Assert.True(read.MayHaveFailed("wasper.example.com"));
    }

    [Fact]
    public async Task ReadAsync_LastLineTornAtAnyByte_KeepsTheOthersAndTakesNewOnes()
    {
        await Open().BeginAsync(_names, null, Token);
        await Open().BeginAsync(_names, null, Token);
        var whole = await File.ReadAllBytesAsync(LedgerPath, Token);
        var firstLine = Array.IndexOf(whole, (byte)'\n') + 1;

        for (var length = firstLine; length < whole.Length; length += 7)
        {
            await File.WriteAllBytesAsync(LedgerPath, whole[..length], Token);
            await Open().BeginAsync(_names, null, Token);

            Assert.Equal(2, (await Open().ReadAsync(Token)).Count);
        }
    }

    [Fact]
    public async Task ReadAsync_OlderThanAWeek_IsForgotten()
    {
        await Open().BeginAsync(_names, null, Token);
        _time.Advance(TimeSpan.FromDays(7.1));

        Assert.Empty(await Open().ReadAsync(Token));
    }

    [Fact]
    public async Task BeginAsync_ThousandsOfLines_KeepsTheFileSmall()
    {
        for (var count = 0; count < 1100; count++)
        {
            _time.Advance(TimeSpan.FromHours(1));
            await Open().BeginAsync(_names, null, Token);
        }

        Assert.True((await File.ReadAllLinesAsync(LedgerPath, Token)).Length < 400);
        Assert.InRange((await Open().ReadAsync(Token)).Count, 167, 169);
    }

    private AttemptLedger Open() => new(new FolderStore(_folder.Path, _time), "letsencrypt", _time);
}
