using System.Globalization;
using System.Text.Json;
using Troupe.Tests.Dummy;

namespace Troupe.EndToEnd.Tests.Map;

/// <summary>Items of which one goes wrong, and the notes of which have run.</summary>
/// <param name="Phase">Where it does.</param>
/// <param name="How">What happens there.</param>
/// <param name="Folder">Where each item that runs leaves a note.</param>
internal sealed record BadItem(ItemPhase Phase, Death How, string Folder)
{
    public const int Count = 40;
    public const int ChunkSize = 20;

    /// <summary>The bad one, in the middle of the second chunk.</summary>
    public const int Index = 27;

    public const string Name = "Troupe.EndToEnd.Tests.Map.NamedItemJobs.Answer";

    public bool EndsWorker => How is not (Death.Throw or Death.Hang);

    /// <summary>How many workers it takes: none when it throws, and else one.</summary>
    public int Losses => How == Death.Throw ? 0 : 1;

    public static bool IsBad(int number) => number == Index;

    public IEnumerable<Tricky> Items() => Enumerable.Range(0, Count).Select(Argument);

    public IEnumerable<(Tricky, int)> Tuples() => Enumerable.Range(0, Count).Select(number => (Argument(number), number));

    /// <summary>The same as JSON for a call by name: the text of each is good, whatever reading it does.</summary>
    public IEnumerable<string> Texts() => Enumerable.Range(0, Count).Select(number =>
        JsonSerializer.Serialize(string.Create(CultureInfo.InvariantCulture, $"{number} {(int)Phase} {(int)How} {Folder}")));

    private Tricky Argument(int number) => new(number, When(ItemPhase.ArgumentEncode, number), When(ItemPhase.ArgumentDecode, number));

    public Tricky Answer(Tricky item) => Run(item.Number);

    public Tricky Run(int number)
    {
        File.AppendAllText(Path.Join(Folder, string.Create(CultureInfo.InvariantCulture, $"ran-{Environment.ProcessId}")), $"{number}\n");
        if (When(ItemPhase.Run, number) is { } how)
            _ = Dying.By(how);
        return new Tricky(number, When(ItemPhase.ResultEncode, number), When(ItemPhase.ResultDecode, number));
    }

    public Death? When(ItemPhase phase, int number) => Phase == phase && IsBad(number) ? How : null;

    /// <summary>Each item has run once, and the bad one only when it went wrong no sooner; the notes are gone then.</summary>
    public void ShouldHaveRunOnce()
    {
        var ran = Notes().SelectMany(File.ReadAllLines).Select(line => int.Parse(line, CultureInfo.InvariantCulture)).Order();
        ran.ShouldBe(Enumerable.Range(0, Count).Where(number => !IsBad(number) || Phase >= ItemPhase.Run));
        ForgetNotes();
    }

    public void ForgetNotes()
    {
        foreach (var file in Notes())
            File.Delete(file);
    }

    private string[] Notes() => Directory.GetFiles(Folder, "ran-*");
}
