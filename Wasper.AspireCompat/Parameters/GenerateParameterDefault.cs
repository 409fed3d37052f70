using System.Security.Cryptography;
using Aspire.Hosting.Publishing;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A random value. The alphabets leave out what is easily confused (I, l, O, o) and what shells, URLs and YAML give a meaning.</summary>
public sealed class GenerateParameterDefault : ParameterDefault
{
    private const string LowerCharacters = "abcdefghjkmnpqrstuvwxyz";
    private const string UpperCharacters = "ABCDEFGHJKMNPQRSTUVWXYZ";
    private const string NumericCharacters = "0123456789";
    private const string SpecialCharacters = "-_.{}~()*+!";

    /// <summary>The least number of characters; it is also the number made, if the least numbers of each kind do not exceed it. At least 1.</summary>
    public int MinLength { get; set; }

    /// <summary>Whether there may be lower-case letters.</summary>
    public bool Lower { get; set; } = true;

    /// <summary>Whether there may be upper-case letters.</summary>
    public bool Upper { get; set; } = true;

    /// <summary>Whether there may be digits.</summary>
    public bool Numeric { get; set; } = true;

    /// <summary>Whether there may be special characters.</summary>
    public bool Special { get; set; } = true;

    /// <summary>The least number of lower-case letters.</summary>
    public int MinLower { get; set; }

    /// <summary>The least number of upper-case letters.</summary>
    public int MinUpper { get; set; }

    /// <summary>The least number of digits.</summary>
    public int MinNumeric { get; set; }

    /// <summary>The least number of special characters.</summary>
    public int MinSpecial { get; set; }

    private IEnumerable<(string Alphabet, int Least)> Kinds =>
    [
        .. Lower ? [(LowerCharacters, MinLower)] : Array.Empty<(string, int)>(),
        .. Upper ? [(UpperCharacters, MinUpper)] : Array.Empty<(string, int)>(),
        .. Numeric ? [(NumericCharacters, MinNumeric)] : Array.Empty<(string, int)>(),
        .. Special ? [(SpecialCharacters, MinSpecial)] : Array.Empty<(string, int)>(),
    ];

    /// <inheritdoc />
    /// <exception cref="DistributedApplicationException">No kind of character is allowed, or no length is given.</exception>
    public override string GetDefaultValue()
    {
        var all = string.Concat(Kinds.Select(kind => kind.Alphabet));
        var length = Math.Max(MinLength, Kinds.Sum(kind => kind.Least));
        if (all.Length == 0 || length < 1)
        {
            throw new DistributedApplicationException("A generated value needs a length of at least 1 and at least one kind of character; set MinLength, and Lower, Upper, Numeric or Special.");
        }

        var characters = Kinds.SelectMany(kind => RandomNumberGenerator.GetItems<char>(kind.Alphabet, kind.Least)).ToList();
        characters.AddRange(RandomNumberGenerator.GetItems<char>(all, length - characters.Count));
        var value = characters.ToArray();
        RandomNumberGenerator.Shuffle(value.AsSpan());
        return new string(value);
    }

    /// <inheritdoc />
    public override void WriteToManifest(ManifestPublishingContext context)
    {
        context.Writer.WriteStartObject("generate");
        context.Writer.WriteNumber("minLength", MinLength);
        WriteKind("lower", Lower);
        WriteKind("upper", Upper);
        WriteKind("numeric", Numeric);
        WriteKind("special", Special);
        WriteLeast("minLower", MinLower);
        WriteLeast("minUpper", MinUpper);
        WriteLeast("minNumeric", MinNumeric);
        WriteLeast("minSpecial", MinSpecial);
        context.Writer.WriteEndObject();

        void WriteKind(string name, bool isAllowed)
        {
            if (!isAllowed)
            {
                context.Writer.WriteBoolean(name, false);
            }
        }

        void WriteLeast(string name, int least)
        {
            if (least > 0)
            {
                context.Writer.WriteNumber(name, least);
            }
        }
    }
}
