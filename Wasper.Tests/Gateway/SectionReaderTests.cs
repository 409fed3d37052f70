using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Wasper.Gateway.Configuration;
using Wasper.Tests.BinaryCache;

namespace Wasper.Tests.Gateway;

public sealed class SectionReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _errors = [];

    [Fact]
    public void Secret_InAFile_IsReadWithoutItsLineFeedAndNeverWrittenOut()
    {
        File.WriteAllText(_folder["key"], "s3cret\n");

        var secret = Reader(("KeyFile", _folder["key"])).Secret("Key");

        Assert.Equal("s3cret", secret!.Reveal());
        Assert.DoesNotContain("s3cret", $"{secret} {JsonSerializer.Serialize(new { secret })}", StringComparison.Ordinal);
    }

    [Fact]
    public void Secret_FileMissing_IsAnErrorThatNamesIt()
    {
        Assert.Null(Reader(("KeyFile", _folder["none"])).Secret("Key"));

        Assert.Contains(_folder["none"], Assert.Single(_errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Secret_ValueAndFile_IsAnErrorWithoutTheValue()
    {
        Assert.Null(Reader(("Key", "s3cret"), ("KeyFile", _folder["key"])).Secret("Key"));

        Assert.DoesNotContain("s3cret", Assert.Single(_errors), StringComparison.Ordinal);
    }

    [Fact]
    public void RefuseUnknownKeys_InAChild_NamesItsWholePathAndNotItsValue()
    {
        var reader = Reader(("Child:Known", "1"), ("Child:Unknown", "s3cret"));
        reader.Child("Child").Number("Known", 0, 0, 9);

        reader.RefuseUnknownKeys();

        Assert.StartsWith("Gateway:Child:Unknown is not a setting", Assert.Single(_errors), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private SectionReader Reader(params (string Key, string Value)[] settings) => new(
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Gateway:{setting.Key}", (string?)setting.Value)))
            .Build()
            .GetSection("Gateway"),
        _errors);
}
