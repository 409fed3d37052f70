using System.Globalization;
using System.Text;

namespace Wasper.Benchmarks.Gateway.Load;

/// <summary>Text like the minified scripts of a web app: short local names, property names that come again and again, markup as calls, messages. The same bytes on every
/// machine. Made to compress no better than a real bundle of megabytes: gzip at its best leaves some 30%, brotli 23%.</summary>
internal sealed class ScriptBundle
{
    private const int Names = 9000;

    /// <summary>The share of statements that have been written before.</summary>
    private const double Repetition = 0.3;

    private const string Letters = "etnrisaoclduhpmfgbvwykxqjzEAITSNRCOPDLMUFBHGVWKYQXJZ";

    private static readonly string[] _stems =
    [
        "value", "state", "flow", "piece", "step", "run", "action", "trigger", "auth", "user", "project", "platform", "table", "field", "record", "node", "edge", "ref",
        "on", "is", "has", "get", "set", "use", "to", "from", "with", "by", "id", "key", "name", "type", "data", "error", "query", "form", "input", "button", "dialog",
        "icon", "label", "class", "style", "color", "size", "width", "height", "open", "close", "change", "click", "select", "item", "list", "index", "count", "total",
        "page", "route", "path", "url", "token", "date", "time", "event", "handler", "callback", "context", "provider", "children", "props", "memo", "effect", "schema",
        "parse", "format", "render", "mount", "update", "delete", "create", "load", "save", "test", "version", "folder", "template", "connection", "webhook", "queue",
    ];

    private readonly Random _random;
    private readonly StringBuilder _text = new();
    private readonly string[] _names;
    private readonly List<string> _statements = [];

    private ScriptBundle(int seed)
    {
        _random = new Random(seed);
        _names = [.. Enumerable.Range(0, Names).Select(_ => Compound())];
    }

    /// <summary>A script of exactly <paramref name="length"/> bytes, all of them ASCII.</summary>
    public static byte[] Create(int length, int seed)
    {
        var bundle = new ScriptBundle(seed);
        while (bundle._text.Length < length)
        {
            bundle.Function();
        }

        bundle._text.Length = length;
        return Encoding.ASCII.GetBytes(bundle._text.ToString());
    }

    private void Function()
    {
        _text.Append("function ").Append(Local(3)).Append('(').Append(Local(1)).Append(',').Append(Local(1)).Append("){");
        for (var statements = _random.Next(2, 8); statements > 0; statements--)
        {
            if (_random.NextDouble() < Repetition && _statements.Count > 0)
            {
                // Mostly one of the last few: code that belongs together looks alike.
                _text.Append(_statements[^(1 + Skewed(_statements.Count, 20))]);
            }
            else
            {
                var start = _text.Length;
                Statement();
                _statements.Add(_text.ToString(start, _text.Length - start));
            }
        }

        _text.Append("return ");
        Expression(4);
        _text.Append('}');
    }

    private void Statement()
    {
        switch (_random.Next(5))
        {
            case 0:
                _text.Append("const{").Append(Name()).Append(':').Append(Local(2)).Append(',').Append(Name()).Append(':').Append(Local(2)).Append("}=");
                break;
            case 1:
                _text.Append("if(").Append(Local(2)).Append('.').Append(Name()).Append(_random.Next(2) == 0 ? "===" : "!==");
                Expression(1);
                _text.Append(")return ");
                break;
            default:
                _text.Append("let ").Append(Local(2)).Append('=');
                break;
        }

        Expression(3);
        _text.Append(';');
    }

    private void Expression(int depth)
    {
        switch (depth == 0 ? _random.Next(4) : _random.Next(10))
        {
            case 0 or 1:
                _text.Append(Local(2)).Append('.').Append(Name());
                break;
            case 2:
                _text.Append('"').Append(Message()).Append('"');
                break;
            case 3:
                _text.Append(_random.Next(3) == 0 ? _random.Next(1000).ToString(CultureInfo.InvariantCulture) : "!0");
                break;
            case 4 or 5:
                _text.Append("(0,").Append(Local(1)).Append('.').Append("jsx)(").Append(Local(2)).Append(",{");
                Properties(depth);
                _text.Append("})");
                break;
            case 6:
                _text.Append('{');
                Properties(depth);
                _text.Append('}');
                break;
            case 7:
                _text.Append(Local(1)).Append("=>");
                Expression(depth - 1);
                break;
            default:
                _text.Append(Local(2)).Append('.').Append(Name()).Append('(');
                Expression(depth - 1);
                _text.Append(',');
                Expression(depth - 1);
                _text.Append(')');
                break;
        }
    }

    private void Properties(int depth)
    {
        for (var properties = _random.Next(1, 5); properties > 0; properties--)
        {
            _text.Append(Name()).Append(':');
            Expression(depth - 1);
            _text.Append(properties == 1 ? "" : ",");
        }
    }

    private string Message() => string.Join(' ', Enumerable.Range(0, _random.Next(1, 7)).Select(_ => Pick(_stems, 1.6)));

    private string Name() => Pick(_names, 7);

    private string Compound() =>
        string.Concat(Enumerable.Range(0, _random.Next(1, 4)).Select(i => Pick(_stems, 1.6)).Select((stem, i) => i == 0 ? stem : char.ToUpperInvariant(stem[0]) + stem[1..]));

    private string Local(int mostLetters) =>
        string.Concat(Enumerable.Range(0, _random.Next(1, mostLetters + 1)).Select(_ => Letters[Skewed(Letters.Length, 1.6)]));

    private string Pick(string[] from, double skew) => from[Skewed(from.Length, skew)];

    // The greater the skew, the more often one of the first.
    private int Skewed(int count, double skew) => (int)(count * Math.Pow(_random.NextDouble(), skew));
}
