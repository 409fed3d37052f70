using Wasper.BackupService.Encryption.Age;

namespace Wasper.Tests.BackupService.Encryption.Age;

public sealed class AgeKeyTests
{
    [Fact]
    public void Parse_WhatWasWritten_IsTheSameKey()
    {
        var identity = AgeIdentity.Generate();

        Assert.Equal(identity.Recipient.ToString(), AgeRecipient.Parse(identity.Recipient.ToString()).ToString());
        Assert.Equal(identity.Reveal(), AgeIdentity.Parse(identity.Reveal()).Reveal());
        Assert.Equal(identity.Recipient.ToString(), AgeIdentity.Parse(identity.Reveal()).Recipient.ToString());
    }

    [Fact]
    public void Parse_AnyLetterMistyped_IsRefused()
    {
        var text = AgeIdentity.Generate().Recipient.ToString();

        for (var i = 0; i < text.Length; i++)
        {
            var mistyped = text.ToCharArray();
            mistyped[i] = mistyped[i] == 'q' ? 'p' : 'q';
            Assert.Throws<AgeException>(() => AgeRecipient.Parse(new string(mistyped)));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("age1")]
    [InlineData("ssh-ed25519 AAAA")]
    public void Parse_NoRecipient_IsRefusedByName(string text)
    {
        var refused = Assert.Throws<AgeException>(() => AgeRecipient.Parse(text));

        Assert.Contains($"'{text}'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_SecretInLowerCaseOrCut_IsRefusedWithoutRepeatingIt()
    {
        var secret = AgeIdentity.Generate().Reveal();

        foreach (var wrong in (string[])[secret.ToLowerInvariant(), secret[..^1], AgeIdentity.Generate().Recipient.ToString()])
        {
            var refused = Assert.Throws<AgeException>(() => AgeIdentity.Parse(wrong));
            Assert.DoesNotContain(wrong[20..40], refused.Message, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void ParseFile_CommentsAndKeys_GivesTheKeys()
    {
        var (first, second) = (AgeIdentity.Generate(), AgeIdentity.Generate());

        var keys = AgeIdentity.ParseFile($"# created: today\n# public key: {first.Recipient}\n{first.Reveal()}\r\n\n{second.Reveal()}\n");

        Assert.Equal([first.Reveal(), second.Reveal()], keys.Select(key => key.Reveal()));
        Assert.Throws<AgeException>(() => AgeIdentity.ParseFile("# nothing\n"));
    }

    [Fact]
    public void ToString_Secret_IsNotTold()
    {
        var identity = AgeIdentity.Generate();

        Assert.DoesNotContain(identity.Reveal(), $"{identity}", StringComparison.OrdinalIgnoreCase);
    }
}
