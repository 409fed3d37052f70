using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Wasper.Tests.AspireCompat.Model;

public sealed class GenerateParameterDefaultTests
{
    [Fact]
    public void GetDefaultValue_Length_IsKept() => Assert.Equal(22, new GenerateParameterDefault { MinLength = 22 }.GetDefaultValue().Length);

    [Fact]
    public void GetDefaultValue_OneKind_HasNoOther()
    {
        var value = new GenerateParameterDefault { MinLength = 200, Upper = false, Numeric = false, Special = false }.GetDefaultValue();

        Assert.All(value, character => Assert.InRange(character, 'a', 'z'));
    }

    [Fact]
    public void GetDefaultValue_LeastOfEachKind_IsKept()
    {
        var value = new GenerateParameterDefault { MinLength = 3, MinLower = 4, MinUpper = 5, MinNumeric = 6, MinSpecial = 7 }.GetDefaultValue();

        Assert.Equal(22, value.Length);
        Assert.Equal(
            (4, 5, 6, 7),
            (value.Count(char.IsAsciiLetterLower), value.Count(char.IsAsciiLetterUpper), value.Count(char.IsAsciiDigit), value.Count(character => !char.IsAsciiLetterOrDigit(character))));
    }

    [Fact]
    public void GetDefaultValue_Twice_IsNotTheSame()
    {
        var maker = new GenerateParameterDefault { MinLength = 22 };

        Assert.NotEqual(maker.GetDefaultValue(), maker.GetDefaultValue());
    }

    [Fact]
    public void GetDefaultValue_NoKind_IsRefused() => Assert.Throws<DistributedApplicationException>(
        () => new GenerateParameterDefault { MinLength = 22, Lower = false, Upper = false, Numeric = false, Special = false }.GetDefaultValue());
}
