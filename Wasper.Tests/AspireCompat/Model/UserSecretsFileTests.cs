using System.Text.Json;
using Aspire.Hosting;
using Wasper.Tests.BinaryCache;

namespace Wasper.Tests.AspireCompat.Model;

public sealed class UserSecretsFileTests : IDisposable
{
    private const string Key = "Parameters:password";

    private readonly TemporaryFolder _folder = new();
    private readonly string _path;
    private readonly UserSecretsFile _secrets;

    public UserSecretsFileTests()
    {
        _path = Path.Combine(_folder["id"], "secrets.json");
        _secrets = new UserSecretsFile(_path);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void GetOrAdd_NoFile_IsMadeForTheUserAlone()
    {
        Assert.Equal("new", _secrets.GetOrAdd(Key, () => "new"));

        Assert.Equal("new", Read().GetProperty(Key).GetString());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_path));
        }
    }

    [Theory]
    [InlineData("""{ "Parameters:password": "old" }""")]
    [InlineData("""{ "parameters": { "Password": "old" } /* by hand */, }""")]
    public void GetOrAdd_HasValue_IsNeverMadeAnew(string text)
    {
        Write(text);

        Assert.Equal("old", _secrets.GetOrAdd(Key, () => throw new InvalidOperationException("made anew")));
        Assert.Equal(text, File.ReadAllText(_path));
    }

    [Fact]
    public void GetOrAdd_OtherValues_AreKept()
    {
        Write("""{ "a": "1", "b": { "c": "2" } }""");

        _secrets.GetOrAdd(Key, () => "new");

        Assert.Equal("1", Read().GetProperty("a").GetString());
        Assert.Equal("2", Read().GetProperty("b").GetProperty("c").GetString());
        Assert.DoesNotContain(Directory.GetFiles(_folder["id"]), file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public async Task GetOrAdd_ManyAtOnce_AllGetTheOneThatIsKept()
    {
        var values = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => new UserSecretsFile(_path).GetOrAdd(Key, () => $"{Guid.NewGuid()}"))));

        Assert.Equal(Read().GetProperty(Key).GetString(), Assert.Single(values.Distinct()));
    }

    [Theory]
    [InlineData("{ \"a\": ")]
    [InlineData("[]")]
    public void GetOrAdd_DamagedFile_IsNamedAndLeftAlone(string text)
    {
        Write(text);

        var exception = Assert.Throws<DistributedApplicationException>(() => _secrets.GetOrAdd(Key, () => "new"));

        Assert.Contains(_path, exception.Message, StringComparison.Ordinal);
        Assert.Contains(Key, exception.Message, StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(_path));
    }

    private void Write(string text)
    {
        Directory.CreateDirectory(_folder["id"]);
        File.WriteAllText(_path, text);
    }

    private JsonElement Read() => JsonDocument.Parse(File.ReadAllText(_path)).RootElement;
}
