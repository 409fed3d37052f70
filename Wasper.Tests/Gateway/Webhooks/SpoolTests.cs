using Microsoft.Extensions.Logging;
using Wasper.Gateway.Webhooks;
using Wasper.Gateway.Webhooks.Storage;

namespace Wasper.Tests.Gateway.Webhooks;

/// <summary>What is on disk: after the end of a run, with time, and when the disk fails.</summary>
public sealed class SpoolTests : IDisposable
{
    private readonly SpoolUnderTest _spool = new();

    [Fact]
    public async Task Reopen_Taken_IsAllStillThereInOrder()
    {
        await _spool.AcceptAsync("one", "a");
        await _spool.AcceptAsync("two", "b");
        await _spool.AcceptAsync("three", "a");

        _spool.Close();

        Assert.Equal(["one", "two", "three"], await _spool.BodiesAsync(DeliveryState.Pending));
        await using var request = await _spool.Spool.ExportAsync(1);
        Assert.Equal(SpoolUnderTest.Head("a") with { Headers = request!.Head.Headers }, request.Head);
        Assert.Equal(SpoolUnderTest.Head("a").Headers, request.Head.Headers);
    }

    [Fact]
    public async Task Reopen_WhileOneWasUnderWay_ItMayHaveBeenDeliveredAndTheOthersGoOn()
    {
        await _spool.AcceptAsync("one");
        await _spool.AcceptAsync("two");
        Assert.NotNull(await _spool.BeginAsync(_spool.Flow()));

        _spool.Close();

        Assert.Equal(["one"], await _spool.BodiesAsync(DeliveryState.Maybe));
        Assert.Equal(["two"], await _spool.BodiesAsync(DeliveryState.Pending));
        Assert.Equal(2, (await _spool.BeginAsync(_spool.Flow()))?.Id);
    }

    [Fact]
    public async Task Reopen_Delivered_IsNotThereAnyMore()
    {
        await _spool.AcceptAsync("one");
        _spool.Spool.Finish((await _spool.BeginAsync(_spool.Flow()))!, DeliveryState.Delivered, 200);

        _spool.Close();

        Assert.Empty(_spool.Spool.List(null, null, 0, 10));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public async Task Reopen_LastRecordTorn_IsCutOffAndSaidWithTheFilesName(int missing)
    {
        await _spool.AcceptAsync("one");
        await _spool.AcceptAsync("two");
        _spool.Close();
        var segment = _spool.Segments.Single();
        using (var file = File.OpenWrite(segment))
        {
            file.SetLength(file.Length - missing);
        }

        Assert.Equal(["one"], await _spool.BodiesAsync(DeliveryState.Pending));
        Assert.Contains(_spool.Log.Lines, line => line.Level is LogLevel.Warning && line.Text.Contains(segment, StringComparison.Ordinal));
        await _spool.AcceptAsync("three");
        _spool.Close();
        Assert.Equal(["one", "three"], await _spool.BodiesAsync(DeliveryState.Pending));
        Assert.Single(_spool.Log.Lines, line => line.Level is LogLevel.Warning);
    }

    [Fact]
    public async Task Reopen_ByteDamaged_LosesThatRecordAloneAndTheFileIsSetAside()
    {
        foreach (var body in (string[])["one", "two", "three"])
        {
            await _spool.AcceptAsync(body);
        }

        _spool.Close();
        var segment = _spool.Segments.Single();
        Damage(segment, "two"u8);

        Assert.Equal(["one", "three"], await _spool.BodiesAsync(DeliveryState.Pending));
        Assert.Contains(_spool.Log.Lines, line => line.Level is LogLevel.Error && line.Text.Contains(segment, StringComparison.Ordinal));
        _spool.Spool.Delete(1);
        _spool.Spool.Delete(3);
        await _spool.Spool.TidyAsync();
        Assert.Empty(_spool.Segments);
        Assert.True(File.Exists(segment + ".damaged"));
    }

    [Fact]
    public async Task Open_DamagedWhileRunning_IsSetAsideAndNotSent()
    {
        await _spool.AcceptAsync("one");
        await _spool.AcceptAsync("two");
        var flow = _spool.Flow();
        var delivery = (await _spool.BeginAsync(flow))!;
        Damage(_spool.Segments.Single(), "one"u8);

        Assert.Null(await _spool.Spool.OpenAsync(delivery));

        Assert.Equal(1, _spool.Spool.Counts.Damaged);
        Assert.Contains(_spool.Log.Lines, line => line.Level is LogLevel.Error);
        Assert.Equal(2, (await _spool.BeginAsync(flow))?.Id);
    }

    [Fact]
    public async Task Open_SecondGatewayOnTheFolder_IsRefusedInOneSentence()
    {
        await _spool.AcceptAsync("one");

        var failure = Assert.Throws<SpoolException>(_spool.Open);

        Assert.Contains("in use by another gateway", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Gateway__Webhooks__Directory", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_AreTheirOwnersAlone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        await _spool.AcceptAsync("one");

        Assert.Equal((UnixFileMode)0b111_000_000, new DirectoryInfo(_spool.Directory).UnixFileMode);
        Assert.All(Directory.EnumerateFiles(_spool.Directory), file => Assert.Equal((UnixFileMode)0b110_000_000, new FileInfo(file).UnixFileMode));
    }

    [Fact]
    public async Task Accept_SameIdAgain_IsRememberedAcrossARestartAndForgottenInTime()
    {
        Assert.Equal("first", (await _spool.AcceptAsync("one", id: "x", answerId: "first")).AnswerId);
        Assert.Equal("first", (await _spool.AcceptAsync("one", id: "x", answerId: "second")).AnswerId);
        _spool.Spool.Finish((await _spool.BeginAsync(_spool.Flow()))!, DeliveryState.Delivered, 200);
        _spool.Close();

        Assert.Equal("first", (await _spool.AcceptAsync("one", id: "x", answerId: "third")).AnswerId);
        await _spool.Spool.TidyAsync();
        _spool.Close();
        Assert.Equal("first", (await _spool.AcceptAsync("one", id: "x", answerId: "fourth")).AnswerId);
        Assert.Empty(_spool.Spool.List(null, null, 0, 10));

        _spool.Time.Advance(TimeSpan.FromHours(25));
        await _spool.Spool.TidyAsync();
        Assert.Equal("fifth", (await _spool.AcceptAsync("one", id: "x", answerId: "fifth")).AnswerId);
    }

    [Fact]
    public async Task Accept_SameIdAtTheSameTime_IsStoredOnce()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => _spool.AcceptAsync("one", id: "x", answerId: $"{i}")));

        Assert.Single(answers.Distinct());
        Assert.Single(_spool.Spool.List(null, null, 0, 100));
    }

    [Fact]
    public async Task Finish_DeliveredAndEarlierAttemptsWereCut_SettlesThemForGood()
    {
        await _spool.KeepAsync("first", "x");
        await _spool.KeepAsync("second", "x");
        await _spool.KeepAsync("another's", "y");
        await _spool.AcceptAsync("third", id: "x");

        _spool.Spool.Finish((await _spool.BeginAsync(_spool.Flow()))!, DeliveryState.Delivered, 200);

        Assert.Equal(["another's"], await _spool.BodiesAsync(DeliveryState.Maybe));
        _spool.Close();
        Assert.Equal(["another's"], await _spool.BodiesAsync(DeliveryState.Maybe));
        Assert.Single(_spool.Spool.List(null, null, 0, 10));
    }

    [Fact]
    public async Task Settle_KeptByAnEarlierRun_IsDone()
    {
        await _spool.KeepAsync("one", "x");
        await _spool.AcceptAsync("two", id: "y");
        Assert.NotNull(await _spool.BeginAsync(_spool.Flow()));
        _spool.Close();
        Assert.Equal(["one", "two"], await _spool.BodiesAsync(DeliveryState.Maybe));

        _spool.Spool.Settle(DeliveryKey.Of("flow", "webhook-id", "x"), 200);
        _spool.Spool.Settle(DeliveryKey.Of("flow", "webhook-id", "y"), 200);

        Assert.Empty(_spool.Spool.List(null, null, 0, 10));
    }

    [Fact]
    public async Task Tidy_TooOldToDeliver_IsKeptForAnOperatorAndThenDropped()
    {
        await _spool.AcceptAsync("one");
        _spool.Time.Advance(TimeSpan.FromHours(73));

        await _spool.Spool.TidyAsync();

        Assert.Equal(["one"], await _spool.BodiesAsync(DeliveryState.Expired));
        Assert.Null(await _spool.BeginAsync(_spool.Flow()));
        Assert.Contains(_spool.Log.Lines, line => line.Level is LogLevel.Warning && line.Text.StartsWith("1 webhooks could not", StringComparison.Ordinal));
        Assert.True(_spool.Spool.Replay(1));
        await _spool.Spool.TidyAsync();
        Assert.Equal(["one"], await _spool.BodiesAsync(DeliveryState.Pending));

        _spool.Time.Advance(TimeSpan.FromHours(73));
        await _spool.Spool.TidyAsync();
        _spool.Time.Advance(TimeSpan.FromDays(31));
        await _spool.Spool.TidyAsync();
        Assert.Empty(_spool.Spool.List(null, null, 0, 10));
        Assert.Equal(0, _spool.Spool.Bytes);
    }

    [Fact]
    public async Task Tidy_OneThatStaysAmongManyThatAreDone_FreesTheDiskAndKeepsTheOne()
    {
        var body = new string('b', 60_000);
        await _spool.AcceptAsync("the one", "stays");
        for (var i = 0; i < 400; i++)
        {
            await _spool.AcceptAsync(body, "goes");
        }

        Assert.True(_spool.Segments.Count() > 2);
        Assert.Equal(400, _spool.Spool.DeleteAll("goes", DeliveryState.Pending));
        await _spool.Spool.TidyAsync();

        Assert.True(_spool.Spool.Bytes < 2 * Segment.Capacity, $"{_spool.Spool.Bytes}");
        Assert.Equal(["the one"], await _spool.BodiesAsync(DeliveryState.Pending));
        _spool.Close();
        Assert.Equal(["the one"], await _spool.BodiesAsync(DeliveryState.Pending));
    }

    [Fact]
    public async Task Accept_MoreThanTheSpoolMayHold_IsRefusedAndNothingIsDropped()
    {
        using var small = new SpoolUnderTest(("Webhooks:MaxMegabytes", "16"));
        var body = new string('b', 60_000);
        var taken = 0;
        while ((await small.AcceptAsync(body)).Outcome is SpoolOutcome.Taken)
        {
            taken++;
        }

        Assert.InRange(taken, 200, 280);
        Assert.Equal(taken, small.Spool.Counts.Pending);
        Assert.Equal(SpoolOutcome.Full, (await small.AcceptAsync(body)).Outcome);
        Assert.Single(small.Log.Lines, line => line.Text.Contains("Gateway:Webhooks:MaxMegabytes", StringComparison.Ordinal));

        small.Spool.DeleteAll(null, DeliveryState.Pending);
        await small.Spool.TidyAsync();
        Assert.Equal(SpoolOutcome.Taken, (await small.AcceptAsync(body)).Outcome);
    }

    public void Dispose() => _spool.Dispose();

    private static void Damage(string path, ReadOnlySpan<byte> within)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        file.Position = bytes.AsSpan().IndexOf(within);
        file.WriteByte((byte)'X');
    }
}
