using System.Text.Json.Serialization;

namespace Troupe.EndToEnd.Tests.Jobs;

/// <summary>An item whose encoding waits until the test lets it go on.</summary>
public sealed class HeldItem(int number, string path, ManualResetEventSlim? encoding)
{
    [NonSerialized]
    private readonly ManualResetEventSlim? _encoding = encoding;

    [JsonConstructor]
    public HeldItem(int number, string path)
        : this(number, path, null)
    {
    }

    public int Number
    {
        get
        {
            _encoding?.Wait(TimeSpan.FromSeconds(30));
            return number;
        }
    }

    public string Path => path;

    public static int Note(HeldItem item)
    {
        File.WriteAllText($"{item.Path}.{item.Number}", "");
        return item.Number;
    }
}
