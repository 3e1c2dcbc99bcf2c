using Troupe.SharedState;

namespace Troupe.Tests.Shared;

/// <summary>A shared dictionary beside an ordinary one: random operations, one after another, by both ways.</summary>
/// <param name="reference">The dictionary.</param>
/// <param name="random">Chooses.</param>
internal sealed class CellModel(SharedReference reference, Random random) : IAsyncDisposable
{
    private readonly Dictionary<string, string> _model = [];
    private readonly SharedDictionary<string, string> _short = new(reference);
    private readonly SharedDictionary<string, string> _long = new(reference, hasFastPath: false);

    public async Task StepAsync(string at)
    {
        var dictionary = random.Next(6) == 0 ? _long : _short;
        var key = $"key {random.Next(40)}";
        var value = new string((char)('a' + random.Next(26)), random.Next(1500) == 0 ? 70_000 : random.Next(50));
        var known = _model.TryGetValue(key, out var held);
        switch (random.Next(12))
        {
            case 0 or 1:
                await dictionary.SetAsync(key, value);
                _model[key] = value;
                break;
            case 2:
                (await dictionary.TryAddAsync(key, value)).ShouldBe(!known, at);
                _model.TryAdd(key, value);
                break;
            case 3:
                (await dictionary.RemoveAsync(key)).ShouldBe((known, held), at);
                _model.Remove(key);
                break;
            case 4:
                var expected = random.Next(2) == 0 ? value : held ?? "";
                var fits = known && held == expected;
                (await dictionary.CompareAndSetAsync(key, expected, value + "!")).ShouldBe(fits, at);
                if (fits)
                    _model[key] = value + "!";
                break;
            case 5:
                (await dictionary.AddOrUpdateAsync(key, value, _ => value + "?")).ShouldBe(known ? value + "?" : value, at);
                _model[key] = known ? value + "?" : value;
                break;
            case 6 when known:
                (await dictionary.UpdateAsync(key, old => old.Length > 100 ? "" : old + "u")).ShouldBe(
                    _model[key] = held!.Length > 100 ? "" : held + "u",
                    at);
                break;
            case 7 when random.Next(20) == 0:
                (await dictionary.CountAsync()).ShouldBe(_model.Count, at);
                break;
            case 8 when random.Next(30) == 0:
                await CompareAsync();
                break;
            case 9 when random.Next(100) == 0:
                await dictionary.ClearAsync();
                _model.Clear();
                break;
            default:
                (await dictionary.TryGetAsync(key)).ShouldBe((known, held), at);
                break;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _short.DisposeAsync();
        await _long.DisposeAsync();
    }

    public async Task CompareAsync() => (await _long.SnapshotAsync()).ShouldBe(_model, ignoreOrder: true);
}
