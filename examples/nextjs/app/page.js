export default function Page() {
  return (
    <main>
      <h1>Tide tables</h1>
      <img src="/wave.svg" alt="" width="40" height="20" />
    </main>
  );
}
