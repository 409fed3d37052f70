using Wasper.AppHost.Embedded;
using Wasper.Tests.BinaryCache;

namespace Wasper.Tests.Embedded;

public sealed class EmbeddedFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("pencil", true)]
    [InlineData("other", false)]
    public void Matches_VerifierOfPencil_TellsThePassword(string given, bool expected)
    {
        // The salt of RFC 7677, section 3, whose password is 'pencil'.
        const string Verifier = "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";
        Assert.Equal(expected, ScramVerifier.Matches(Verifier, given));
    }

    [Fact]
    public void Matches_NoVerifier_CantTell() => Assert.Null(ScramVerifier.Matches("md5aabb", "pencil"));

    [Theory]
    [InlineData("plain", "'plain'")]
    [InlineData("it's $HOME `x`", "'it'\\''s $HOME `x`'")]
    public void Quote_AnyText_IsOneWord(string text, string expected) => Assert.Equal(expected, ShellScript.Quote(text));

    [Fact]
    public void Choose_NoPostgresAccount_TakesNobody()
        => Assert.Equal(new ServiceAccount("nobody", 65534, 65534), ServiceAccount.Choose(["root:x:0:0::/root:/bin/sh", "nobody:x:65534:65534::/:/bin/false"]));

    [Fact]
    public void Choose_NoAccount_SaysSo() => Assert.Throws<PreparationException>(() => ServiceAccount.Choose(["root:x:0:0::/root:/bin/sh"]));

    [Fact]
    public async Task ForPostgres_FolderClosedToTheAccount_IsElsewhere()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && OperatingSystem.IsLinux(), "Only root hands PostgreSQL to another account.");
        var said = "";
        if (OperatingSystem.IsLinux())
        {
            File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var place = await DataPlace.ForPostgresAsync(_folder["data"], ServiceAccount.Choose(), text => said = text, Token);
        Directory.Delete(Path.GetDirectoryName(place)!);

        Assert.StartsWith("/var/lib/wasper/", place, StringComparison.Ordinal);
        Assert.Contains(_folder["data"], said, StringComparison.Ordinal);
    }
}
