using Microsoft.Extensions.Configuration;
using Wasper.AppHost.Settings;

namespace Wasper.Tests.Settings;

public sealed class SettingsReaderTests
{
    [Fact]
    public void Choice_UnknownValue_NamesKeyValueAndChoices()
    {
        var reader = Read(("Wasper:Runtime", "kubernetes"));

        reader.Choice("Wasper:Runtime", "auto", "containers", "embedded");

        Assert.Equal(["Wasper:Runtime is 'kubernetes': set it to 'auto', 'containers' or 'embedded'."], reader.Errors);
    }

    [Theory]
    [InlineData(null, "auto")]
    [InlineData(" ", "auto")]
    [InlineData("Embedded", "embedded")]
    public void Choice_KnownOrMissing_GivesTheChoice(string? value, string expected)
    {
        var reader = Read(("Wasper:Runtime", value));

        Assert.Equal(expected, reader.Choice("Wasper:Runtime", "auto", "containers", "embedded"));
        Assert.Empty(reader.Errors);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("65536")]
    [InlineData("-1")]
    [InlineData("8080a")]
    public void Port_OutOfRange_NamesKeyAndValue(string value)
    {
        var reader = Read(("Wasper:HttpPort", value));

        reader.Port("Wasper:HttpPort", 8080);

        Assert.Equal([$"Wasper:HttpPort is '{value}': set it to a port from 1 to 65535."], reader.Errors);
    }

    [Fact]
    public void Image_WithoutTag_NamesKeyValueAndAnExample()
    {
        var reader = Read(("Parameters:postgres-image", "postgres"));

        reader.Image("Parameters:postgres-image", "postgres:14.13");

        Assert.Equal(["Parameters:postgres-image is 'postgres': name an image with its tag or digest, as in 'postgres:14.13'."], reader.Errors);
    }

    private static SettingsReader Read(params (string Key, string? Value)[] settings)
        => new(new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => setting.Value)).Build());
}
